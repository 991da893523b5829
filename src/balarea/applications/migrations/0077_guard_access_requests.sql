CREATE TRIGGER applications_namerequest_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_namerequest
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_namerequest_refuse_truncate
    BEFORE TRUNCATE ON applications_namerequest
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_namerequest_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_namerequest := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_namerequest' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_namerequest_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_namerequest_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_namerequest
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_namerequest_require_log();

CREATE TRIGGER applications_covertorder_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_covertorder
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_covertorder_refuse_truncate
    BEFORE TRUNCATE ON applications_covertorder
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_covertorder_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_covertorder := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_covertorder' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_covertorder_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_covertorder_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_covertorder
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_covertorder_require_log();
