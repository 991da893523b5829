CREATE TRIGGER notices_message_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON notices_message
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION notices_message_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed notices_message := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table notices_message' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION notices_message_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER notices_message_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON notices_message
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION notices_message_require_log();

CREATE TRIGGER notices_delivery_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON notices_delivery
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER notices_delivery_append_only
    BEFORE UPDATE OR DELETE ON notices_delivery
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER notices_shown_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON notices_shown
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
