CREATE TRIGGER applications_roster_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_roster
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_roster_refuse_truncate
    BEFORE TRUNCATE ON applications_roster
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_roster_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_roster := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table applications_roster' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_roster_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_roster_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_roster
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_roster_require_log();

CREATE TRIGGER applications_roster_append_only
    BEFORE UPDATE OR DELETE ON applications_roster
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_draw_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_draw
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_draw_refuse_truncate
    BEFORE TRUNCATE ON applications_draw
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_draw_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_draw := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_draw' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_draw_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_draw_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_draw
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_draw_require_log();

CREATE TRIGGER applications_draw_append_only
    BEFORE UPDATE OR DELETE ON applications_draw
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_drawfallback_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_drawfallback
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_drawfallback_refuse_truncate
    BEFORE TRUNCATE ON applications_drawfallback
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_drawfallback_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_drawfallback := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_drawfallback' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_drawfallback_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_drawfallback_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_drawfallback
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_drawfallback_require_log();

CREATE TRIGGER applications_drawfallback_append_only
    BEFORE UPDATE OR DELETE ON applications_drawfallback
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_drawresult_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_drawresult
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_drawresult_refuse_truncate
    BEFORE TRUNCATE ON applications_drawresult
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_drawresult_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_drawresult := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_drawresult' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_drawresult_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_drawresult_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_drawresult
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_drawresult_require_log();

CREATE TRIGGER applications_drawresult_append_only
    BEFORE UPDATE OR DELETE ON applications_drawresult
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

-- Who works on a drawn case comes from a draw alone, whatever a program does.
CREATE FUNCTION applications_refuse_chosen_officer() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_drawn AND NEW.handler_id IS NOT NULL
        AND NEW.handler_id IS DISTINCT FROM OLD.handler_id
        AND NOT EXISTS (
            SELECT 1 FROM applications_drawresult
            WHERE application_id = NEW.id AND officer_id = NEW.handler_id
        )
    THEN
        RAISE EXCEPTION 'the officer of this case is drawn: table applications_application'
            USING ERRCODE = 'BL005';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_refuse_chosen_officer()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_application_drawn
    AFTER UPDATE OF handler_id ON applications_application
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_chosen_officer();
