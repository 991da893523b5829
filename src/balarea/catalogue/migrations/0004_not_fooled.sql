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
