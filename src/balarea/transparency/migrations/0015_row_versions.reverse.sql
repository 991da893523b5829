CREATE OR REPLACE FUNCTION balarea_require_operation() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(pg_catalog.current_setting('balarea.operation', true), '')
        OPERATOR(pg_catalog.=) '' THEN
        RAISE EXCEPTION 'no operation, no change: table %', TG_TABLE_NAME
            USING ERRCODE = 'BL001';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
ALTER FUNCTION balarea_require_operation() RESET search_path;
