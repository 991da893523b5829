CREATE TRIGGER applications_measure_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_measure
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_measure_refuse_truncate
    BEFORE TRUNCATE ON applications_measure
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_measure_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_measure := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_measure' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_measure_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_measure_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_measure
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_measure_require_log();

CREATE TRIGGER applications_measure_append_only
    BEFORE UPDATE OR DELETE ON applications_measure
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_measureanswer_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_measureanswer
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_measureanswer_refuse_truncate
    BEFORE TRUNCATE ON applications_measureanswer
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_measureanswer_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_measureanswer := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_measureanswer' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_measureanswer_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_measureanswer_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_measureanswer
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_measureanswer_require_log();

CREATE TRIGGER applications_measureanswer_append_only
    BEFORE UPDATE OR DELETE ON applications_measureanswer
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_measureoutcome_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_measureoutcome
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_measureoutcome_refuse_truncate
    BEFORE TRUNCATE ON applications_measureoutcome
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_measureoutcome_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_measureoutcome := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_measureoutcome' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_measureoutcome_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_measureoutcome_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_measureoutcome
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_measureoutcome_require_log();

CREATE TRIGGER applications_measureoutcome_append_only
    BEFORE UPDATE OR DELETE ON applications_measureoutcome
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_objectionwithdrawal_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_objectionwithdrawal
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_objectionwithdrawal_refuse_truncate
    BEFORE TRUNCATE ON applications_objectionwithdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_objectionwithdrawal_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_objectionwithdrawal := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_objectionwithdrawal' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_objectionwithdrawal_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_objectionwithdrawal_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_objectionwithdrawal
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_objectionwithdrawal_require_log();

CREATE TRIGGER applications_objectionwithdrawal_append_only
    BEFORE UPDATE OR DELETE ON applications_objectionwithdrawal
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
