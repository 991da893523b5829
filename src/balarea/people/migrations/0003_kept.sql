CREATE OR REPLACE FUNCTION people_site_agencies_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_site_agencies := coalesce(NEW, OLD);
    about uuid := changed.site_id;
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := changed.site_id;
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
        RAISE EXCEPTION 'no log, no commit: table people_site_agencies' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_site_agencies_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER people_site_agencies_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON people_site_agencies
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_site_agencies_require_log();

CREATE TRIGGER people_agency_kept
    BEFORE TRUNCATE ON people_agency
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_site_kept
    BEFORE TRUNCATE ON people_site
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_person_kept
    BEFORE TRUNCATE ON people_person
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_contact_kept
    BEFORE TRUNCATE ON people_contact
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_officer_kept
    BEFORE TRUNCATE ON people_officer
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_grant_kept
    BEFORE TRUNCATE ON people_grant
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_site_agencies_kept
    BEFORE TRUNCATE ON people_site_agencies
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER people_contactcode_kept
    BEFORE TRUNCATE ON people_contactcode
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
