CREATE TRIGGER visits_outage_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_outage
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_outage_refuse_truncate
    BEFORE TRUNCATE ON visits_outage
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_outage_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_outage := coalesce(NEW, OLD);
    subject_now uuid := changed."id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_outage', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_outage', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_outage' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_outage_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_outage_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_outage
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_outage_require_log();
