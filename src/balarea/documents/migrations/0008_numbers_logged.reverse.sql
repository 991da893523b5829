DROP TRIGGER documents_counter_needs_log ON documents_counter;
DROP FUNCTION documents_counter_require_log();
