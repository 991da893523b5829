DROP TRIGGER people_resident_append_only ON people_resident;
DROP TRIGGER people_resident_needs_log ON people_resident;
DROP FUNCTION people_resident_require_log();
DROP TRIGGER people_resident_refuse_truncate ON people_resident;
DROP TRIGGER people_resident_needs_operation ON people_resident;
