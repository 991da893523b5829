CREATE TRIGGER applications_takennotice_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_takennotice
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_takennotice_refuse_truncate
    BEFORE TRUNCATE ON applications_takennotice
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_takennotice_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_takennotice := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_takennotice' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_takennotice_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_takennotice_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_takennotice
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_takennotice_require_log();

CREATE TRIGGER applications_takennotice_append_only
    BEFORE UPDATE OR DELETE ON applications_takennotice
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_casenote_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_casenote
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_casenote_refuse_truncate
    BEFORE TRUNCATE ON applications_casenote
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_casenote_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_casenote := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_casenote' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_casenote_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_casenote_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_casenote
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_casenote_require_log();

CREATE TRIGGER applications_casenote_append_only
    BEFORE UPDATE OR DELETE ON applications_casenote
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_casequestion_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_casequestion
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_casequestion_refuse_truncate
    BEFORE TRUNCATE ON applications_casequestion
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_casequestion_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_casequestion := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_casequestion' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_casequestion_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_casequestion_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_casequestion
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_casequestion_require_log();

-- What was answered or closed never changes.
CREATE OR REPLACE FUNCTION applications_casequestion_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a question that has ended does not change' USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER applications_casequestion_is_final
    BEFORE UPDATE ON applications_casequestion
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION applications_casequestion_refuse_edit();
