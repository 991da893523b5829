-- Which transaction wrote which version of a row of a guarded table. The row's version is
-- PostgreSQL's own `xmin`, which no statement can set; `previous` is the one before.
-- A write inside a savepoint has a transaction id of the savepoint: the row here is
-- written by the same one, and `xid` names the transaction to which it belongs.
--
-- The log itself is left out: its rows are published.
CREATE OR REPLACE FUNCTION balarea_require_operation() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    key_before text;
    key_after text;
    version_before bigint;
BEGIN
    IF coalesce(current_setting('balarea.operation', true), '') = '' THEN
        RAISE EXCEPTION 'no operation, no change: table %', TG_TABLE_NAME
            USING ERRCODE = 'BL001';
    END IF;
    IF TG_TABLE_NAME IN ('transparency_entry', 'transparency_leaf',
        'transparency_logstate', 'transparency_publication', 'transparency_rowversion')
    THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        version_before := OLD.xmin::text::bigint;
    END IF;
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            key_before := OLD.id;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            key_after := NEW.id;
        END IF;
    EXCEPTION WHEN undefined_column THEN
        SELECT string_agg(to_jsonb(OLD) ->> a.attname, ' ' ORDER BY k.place),
               string_agg(to_jsonb(NEW) ->> a.attname, ' ' ORDER BY k.place)
        INTO key_before, key_after
        FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, place),
             pg_attribute a
        WHERE i.indrelid = TG_RELID AND i.indisprimary
          AND a.attrelid = TG_RELID AND a.attnum = k.attnum;
    END;
    IF TG_OP = 'UPDATE' AND key_before = key_after THEN
        INSERT INTO transparency_rowversion (relation, key, kind, previous)
        VALUES (TG_TABLE_NAME, key_after, 'U', version_before);
        RETURN NEW;
    END IF;
    IF key_before IS NOT NULL THEN
        INSERT INTO transparency_rowversion (relation, key, kind, previous)
        VALUES (TG_TABLE_NAME, key_before, 'D', version_before);
    END IF;
    IF key_after IS NOT NULL THEN
        INSERT INTO transparency_rowversion (relation, key, kind)
        VALUES (TG_TABLE_NAME, key_after, 'I');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION balarea_require_operation()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;
