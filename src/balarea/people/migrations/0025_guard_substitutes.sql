CREATE TRIGGER people_substitution_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON people_substitution
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER people_substitution_refuse_truncate
    BEFORE TRUNCATE ON people_substitution
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION people_substitution_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_substitution := coalesce(NEW, OLD);
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
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_substitution' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_substitution_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER people_substitution_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON people_substitution
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_substitution_require_log();

CREATE TRIGGER people_absence_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON people_absence
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER people_absence_refuse_truncate
    BEFORE TRUNCATE ON people_absence
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION people_absence_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_absence := coalesce(NEW, OLD);
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
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_absence' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_absence_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER people_absence_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON people_absence
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_absence_require_log();
