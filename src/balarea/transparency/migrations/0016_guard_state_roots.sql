CREATE TRIGGER transparency_rowversion_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON transparency_rowversion
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER transparency_rowversion_refuse_truncate
    BEFORE TRUNCATE ON transparency_rowversion
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER transparency_rowversion_append_only
    BEFORE UPDATE OR DELETE ON transparency_rowversion
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER transparency_stateroot_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON transparency_stateroot
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER transparency_stateroot_refuse_truncate
    BEFORE TRUNCATE ON transparency_stateroot
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION transparency_stateroot_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed transparency_stateroot := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
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
        RAISE EXCEPTION 'no log, no commit: table transparency_stateroot' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION transparency_stateroot_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER transparency_stateroot_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON transparency_stateroot
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION transparency_stateroot_require_log();

CREATE TRIGGER transparency_stateroot_append_only
    BEFORE UPDATE OR DELETE ON transparency_stateroot
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
