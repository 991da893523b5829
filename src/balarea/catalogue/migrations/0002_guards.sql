-- Made from what the log already holds.
CREATE TRIGGER catalogue_service_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON catalogue_service
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION catalogue_service_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed catalogue_service := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table catalogue_service' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION catalogue_service_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER catalogue_service_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON catalogue_service
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalogue_service_require_log();

CREATE TRIGGER catalogue_serviceversion_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON catalogue_serviceversion
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION catalogue_serviceversion_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed catalogue_serviceversion := coalesce(NEW, OLD);
    about uuid := changed.service_id;
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed.service_id;
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
        RAISE EXCEPTION 'no log, no commit: table catalogue_serviceversion' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION catalogue_serviceversion_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER catalogue_serviceversion_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON catalogue_serviceversion
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalogue_serviceversion_require_log();

CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER catalogue_serviceversion_append_only
    BEFORE UPDATE OR DELETE ON catalogue_serviceversion
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER catalogue_edition_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON catalogue_edition
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER catalogue_edition_append_only
    BEFORE UPDATE OR DELETE ON catalogue_edition
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER catalogue_searchentry_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON catalogue_searchentry
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER catalogue_searchword_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON catalogue_searchword
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
