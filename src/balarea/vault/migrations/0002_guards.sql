CREATE TRIGGER vault_casekey_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON vault_casekey
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER vault_sealed_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON vault_sealed
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER vault_access_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON vault_access
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER vault_access_append_only
    BEFORE UPDATE OR DELETE ON vault_access
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
