-- Django notes the last login by itself, as somebody comes in.
-- allauth's table: whoever holds a factor of an account can act as its owner.
CREATE OR REPLACE FUNCTION people_account_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_account := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table people_account' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_account_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE TRIGGER people_account_needs_operation
    BEFORE INSERT OR DELETE ON people_account
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
CREATE TRIGGER people_account_change_needs_operation
    BEFORE UPDATE ON people_account
    FOR EACH ROW WHEN (to_jsonb(OLD) #- '{last_login}' IS DISTINCT FROM to_jsonb(NEW) #- '{last_login}') EXECUTE FUNCTION balarea_require_operation();
CREATE CONSTRAINT TRIGGER people_account_needs_log
    AFTER INSERT OR DELETE ON people_account
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_account_require_log();
CREATE CONSTRAINT TRIGGER people_account_change_needs_log
    AFTER UPDATE ON people_account
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (to_jsonb(OLD) #- '{last_login}' #- '{language}' IS DISTINCT FROM to_jsonb(NEW) #- '{last_login}' #- '{language}') EXECUTE FUNCTION people_account_require_log();

CREATE OR REPLACE FUNCTION mfa_authenticator_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed mfa_authenticator := coalesce(NEW, OLD);
    about uuid := changed.user_id;
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed.user_id;
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
        RAISE EXCEPTION 'no log, no commit: table mfa_authenticator' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION mfa_authenticator_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE TRIGGER mfa_authenticator_needs_operation
    BEFORE INSERT OR DELETE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
CREATE TRIGGER mfa_authenticator_change_needs_operation
    BEFORE UPDATE ON mfa_authenticator
    FOR EACH ROW WHEN (to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW)) EXECUTE FUNCTION balarea_require_operation();
CREATE CONSTRAINT TRIGGER mfa_authenticator_needs_log
    AFTER INSERT OR DELETE ON mfa_authenticator
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION mfa_authenticator_require_log();
CREATE CONSTRAINT TRIGGER mfa_authenticator_change_needs_log
    AFTER UPDATE ON mfa_authenticator
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (to_jsonb(OLD) #- '{last_used_at}' #- '{data,counter}' IS DISTINCT FROM to_jsonb(NEW) #- '{last_used_at}' #- '{data,counter}') EXECUTE FUNCTION mfa_authenticator_require_log();

CREATE TRIGGER people_account_kept
    BEFORE TRUNCATE ON people_account
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER mfa_authenticator_kept
    BEFORE TRUNCATE ON mfa_authenticator
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
