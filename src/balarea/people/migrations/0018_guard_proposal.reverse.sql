DROP TRIGGER people_proposal_ends_once ON people_proposal;
DROP FUNCTION people_proposal_end_once();
DROP TRIGGER people_proposal_needs_log ON people_proposal;
DROP FUNCTION people_proposal_require_log();
DROP TRIGGER people_proposal_refuse_truncate ON people_proposal;
DROP TRIGGER people_proposal_needs_operation ON people_proposal;
