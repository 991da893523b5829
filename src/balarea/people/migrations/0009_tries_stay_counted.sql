-- Whoever takes tries back, or makes a code live longer, can try all million.
CREATE OR REPLACE FUNCTION people_contactcode_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_contactcode := coalesce(NEW, OLD);
    about uuid := changed.id;
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed.id;
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
        RAISE EXCEPTION 'no log, no commit: table people_contactcode' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_contactcode_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER people_contactcode_needs_log
    AFTER DELETE ON people_contactcode
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_contactcode_require_log();
CREATE CONSTRAINT TRIGGER people_contactcode_change_needs_log
    AFTER UPDATE ON people_contactcode
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (to_jsonb(OLD) #- '{attempts}' #- '{used_at}' IS DISTINCT FROM to_jsonb(NEW) #- '{attempts}' #- '{used_at}' OR NEW.attempts < OLD.attempts OR OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at) EXECUTE FUNCTION people_contactcode_require_log();
