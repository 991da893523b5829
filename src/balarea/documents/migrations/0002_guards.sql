CREATE TRIGGER documents_evidence_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON documents_evidence
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION documents_evidence_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed documents_evidence := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table documents_evidence' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION documents_evidence_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER documents_evidence_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON documents_evidence
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION documents_evidence_require_log();

CREATE TRIGGER documents_issueddocument_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION documents_issueddocument_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed documents_issueddocument := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table documents_issueddocument' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION documents_issueddocument_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER documents_issueddocument_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON documents_issueddocument
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION documents_issueddocument_require_log();

CREATE TRIGGER documents_step_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON documents_step
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION documents_step_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed documents_step := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table documents_step' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION documents_step_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER documents_step_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON documents_step
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION documents_step_require_log();

CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER documents_step_append_only
    BEFORE UPDATE OR DELETE ON documents_step
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER documents_counter_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON documents_counter
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();
