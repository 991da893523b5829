ALTER TABLE transparency_entry DROP CONSTRAINT transparency_entry_is_a_leaf;
DROP TRIGGER transparency_entry_true_id ON transparency_entry;
DROP FUNCTION balarea_check_entry_id();
CREATE OR REPLACE FUNCTION balarea_stamp_entry() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_catalog.pg_current_xact_id();
    RETURN NEW;
END $$;
