CREATE TRIGGER payments_bill_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON payments_bill
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION payments_bill_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed payments_bill := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table payments_bill' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION payments_bill_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER payments_bill_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON payments_bill
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION payments_bill_require_log();

CREATE TRIGGER payments_callback_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON payments_callback
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION payments_callback_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed payments_callback := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table payments_callback' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION payments_callback_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER payments_callback_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON payments_callback
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION payments_callback_require_log();

CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER payments_callback_append_only
    BEFORE UPDATE OR DELETE ON payments_callback
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER payments_surplus_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON payments_surplus
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION payments_surplus_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed payments_surplus := coalesce(NEW, OLD);
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
        RAISE EXCEPTION 'no log, no commit: table payments_surplus' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION payments_surplus_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER payments_surplus_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON payments_surplus
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION payments_surplus_require_log();
