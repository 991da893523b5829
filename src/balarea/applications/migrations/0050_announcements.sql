CREATE TRIGGER applications_announcement_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_announcement
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_announcement_refuse_truncate
    BEFORE TRUNCATE ON applications_announcement
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_announcement_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_announcement := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_announcement' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_announcement_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_announcement_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_announcement
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_announcement_require_log();

CREATE TRIGGER applications_announcement_append_only
    BEFORE UPDATE OR DELETE ON applications_announcement
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_thirdpartyobjection_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_thirdpartyobjection
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_thirdpartyobjection_refuse_truncate
    BEFORE TRUNCATE ON applications_thirdpartyobjection
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_thirdpartyobjection_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_thirdpartyobjection := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_thirdpartyobjection' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_thirdpartyobjection_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_thirdpartyobjection_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_thirdpartyobjection
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_thirdpartyobjection_require_log();

CREATE TRIGGER applications_thirdpartyobjection_append_only
    BEFORE UPDATE OR DELETE ON applications_thirdpartyobjection
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_thirdpartyanswer_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_thirdpartyanswer
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_thirdpartyanswer_refuse_truncate
    BEFORE TRUNCATE ON applications_thirdpartyanswer
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_thirdpartyanswer_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_thirdpartyanswer := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_thirdpartyanswer' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_thirdpartyanswer_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_thirdpartyanswer_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_thirdpartyanswer
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_thirdpartyanswer_require_log();

CREATE TRIGGER applications_thirdpartyanswer_append_only
    BEFORE UPDATE OR DELETE ON applications_thirdpartyanswer
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
