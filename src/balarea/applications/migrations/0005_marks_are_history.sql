CREATE OR REPLACE FUNCTION balarea_refuse_edit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is added, never edited: table %', TG_TABLE_NAME
        USING ERRCODE = 'BL003';
END $$;

CREATE TRIGGER applications_requirementcheck_append_only
    BEFORE UPDATE OR DELETE ON applications_requirementcheck
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
