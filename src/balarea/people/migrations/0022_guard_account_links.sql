CREATE TRIGGER people_accountlink_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON people_accountlink
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER people_accountlink_refuse_truncate
    BEFORE TRUNCATE ON people_accountlink
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION people_accountlink_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_accountlink := coalesce(NEW, OLD);
    subject_now uuid := changed."person_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."person_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_accountlink' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_accountlink_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER people_accountlink_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON people_accountlink
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_accountlink_require_log();
