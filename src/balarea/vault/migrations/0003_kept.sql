-- A key is made unasked, by whatever first seals; its end is a step of power.
-- As rules.PRIVATE_PURPOSES: these use no power over anybody.
CREATE OR REPLACE FUNCTION vault_casekey_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed vault_casekey := coalesce(NEW, OLD);
    about uuid := changed."case";
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed."case";
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
        RAISE EXCEPTION 'no log, no commit: table vault_casekey' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION vault_casekey_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER vault_casekey_needs_log
    AFTER UPDATE OR DELETE ON vault_casekey
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION vault_casekey_require_log();

CREATE OR REPLACE FUNCTION vault_access_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed vault_access := coalesce(NEW, OLD);
    about uuid := changed."case";
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed."case";
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
        RAISE EXCEPTION 'no log, no commit: table vault_access' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION vault_access_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER vault_access_needs_log
    AFTER INSERT ON vault_access
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.purpose NOT IN ('OWN_DATA', 'NOTIFY')) EXECUTE FUNCTION vault_access_require_log();

CREATE TRIGGER vault_casekey_kept
    BEFORE TRUNCATE ON vault_casekey
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER vault_sealed_kept
    BEFORE TRUNCATE ON vault_sealed
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER vault_access_kept
    BEFORE TRUNCATE ON vault_access
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
