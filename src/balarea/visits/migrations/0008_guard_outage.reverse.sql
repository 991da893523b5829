DROP TRIGGER visits_outage_needs_log ON visits_outage;
DROP FUNCTION visits_outage_require_log();
DROP TRIGGER visits_outage_refuse_truncate ON visits_outage;
DROP TRIGGER visits_outage_needs_operation ON visits_outage;
