-- A number may come from another counter than its service's.
CREATE OR REPLACE FUNCTION documents_counter_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed documents_counter := coalesce(NEW, OLD);
    about uuid := CASE
WHEN changed.service = NEW.service AND changed.year = NEW.year
  AND changed.last = NEW.last THEN (
    SELECT entry.subject FROM transparency_entry entry
    JOIN documents_issueddocument document ON document."case" = entry.subject
    WHERE entry.xid = pg_current_xact_id()
      AND coalesce(nullif(document.counter, ''), document.service)
        = changed.service
      AND document.sequence = changed.last
      AND extract(year FROM document.issued_on) = changed.year
    LIMIT 1
) END;
    was_about uuid := about;
    is_told boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        was_about := CASE
WHEN changed.service = NEW.service AND changed.year = NEW.year
  AND changed.last = NEW.last THEN (
    SELECT entry.subject FROM transparency_entry entry
    JOIN documents_issueddocument document ON document."case" = entry.subject
    WHERE entry.xid = pg_current_xact_id()
      AND coalesce(nullif(document.counter, ''), document.service)
        = changed.service
      AND document.sequence = changed.last
      AND extract(year FROM document.issued_on) = changed.year
    LIMIT 1
) END;
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
        RAISE EXCEPTION 'no log, no commit: table documents_counter' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION documents_counter_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;
