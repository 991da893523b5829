-- Editions and the search index are written together, and answer to one entry.
CREATE OR REPLACE FUNCTION catalogue_edition_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed catalogue_edition := coalesce(NEW, OLD);
    about uuid := changed.subject;
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed.subject;
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
        RAISE EXCEPTION 'no log, no commit: table catalogue_edition' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION catalogue_edition_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER catalogue_edition_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON catalogue_edition
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalogue_edition_require_log();

CREATE OR REPLACE FUNCTION catalogue_searchentry_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed catalogue_searchentry := coalesce(NEW, OLD);
    about uuid := (SELECT subject FROM catalogue_edition ORDER BY number DESC LIMIT 1);
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := (SELECT subject FROM catalogue_edition ORDER BY number DESC LIMIT 1);
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
        RAISE EXCEPTION 'no log, no commit: table catalogue_searchentry' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION catalogue_searchentry_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER catalogue_searchentry_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON catalogue_searchentry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalogue_searchentry_require_log();

CREATE OR REPLACE FUNCTION catalogue_searchword_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed catalogue_searchword := coalesce(NEW, OLD);
    about uuid := (SELECT subject FROM catalogue_edition ORDER BY number DESC LIMIT 1);
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := (SELECT subject FROM catalogue_edition ORDER BY number DESC LIMIT 1);
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
        RAISE EXCEPTION 'no log, no commit: table catalogue_searchword' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION catalogue_searchword_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER catalogue_searchword_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON catalogue_searchword
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalogue_searchword_require_log();
