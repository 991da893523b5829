CREATE TRIGGER transparency_entry_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON transparency_entry
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION balarea_stamp_entry() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_catalog.pg_current_xact_id();
    RETURN NEW;
END $$;

CREATE TRIGGER transparency_entry_stamped
    BEFORE INSERT ON transparency_entry
    FOR EACH ROW EXECUTE FUNCTION balarea_stamp_entry();

CREATE OR REPLACE FUNCTION balarea_refuse_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never emptied: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL004';
END $$;

CREATE TRIGGER transparency_entry_kept
    BEFORE TRUNCATE ON transparency_entry
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER foundation_calendaroverride_kept
    BEFORE TRUNCATE ON foundation_calendaroverride
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
