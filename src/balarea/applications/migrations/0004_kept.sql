-- The second pair of eyes answers to the log of the case that it looked at.
CREATE OR REPLACE FUNCTION applications_countersignature_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_countersignature := coalesce(NEW, OLD);
    about uuid := (SELECT application_id FROM applications_decision WHERE id = changed.decision_id);
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := (SELECT application_id FROM applications_decision WHERE id = changed.decision_id);
        about := coalesce(about, was_about);
    END IF;
    is_told := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = about
    );
    IF is_told AND was_about <> about THEN
        is_told := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = was_about
        );
    END IF;
    IF NOT is_told THEN
        RAISE EXCEPTION 'no log, no commit: table applications_countersignature' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_countersignature_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_countersignature_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_countersignature
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_countersignature_require_log();

CREATE TRIGGER applications_draft_kept
    BEFORE TRUNCATE ON applications_draft
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_application_kept
    BEFORE TRUNCATE ON applications_application
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_statuschange_kept
    BEFORE TRUNCATE ON applications_statuschange
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_filing_kept
    BEFORE TRUNCATE ON applications_filing
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_requirementcheck_kept
    BEFORE TRUNCATE ON applications_requirementcheck
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_deficiencynotice_kept
    BEFORE TRUNCATE ON applications_deficiencynotice
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_inspection_kept
    BEFORE TRUNCATE ON applications_inspection
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_decision_kept
    BEFORE TRUNCATE ON applications_decision
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER applications_countersignature_kept
    BEFORE TRUNCATE ON applications_countersignature
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
