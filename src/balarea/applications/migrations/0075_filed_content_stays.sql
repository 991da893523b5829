-- What was filed stays as it was sealed: the answers and files of every filing.
-- The functions set their own search_path, as those of the log do.
CREATE OR REPLACE FUNCTION balarea_filed_content_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM applications_filing WHERE answers_id = OLD.id)
        OR EXISTS (
            SELECT 1 FROM documents_evidence e
            JOIN applications_filing f
                ON f.application_id = e."case" AND e.id = ANY (f.evidence)
            WHERE e."case" = OLD.key_id
                AND OLD.id IN (e.sealed_id, e.name_id, e.sent_id)
        )
    THEN
        RAISE EXCEPTION 'what was filed stays: table vault_sealed'
            USING ERRCODE = 'BL006';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION balarea_filed_evidence_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM applications_filing
        WHERE application_id = OLD."case" AND OLD.id = ANY (evidence)
    ) THEN
        RAISE EXCEPTION 'what was filed stays: table documents_evidence'
            USING ERRCODE = 'BL006';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION balarea_filed_content_stays()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
    EXECUTE format(
        'ALTER FUNCTION balarea_filed_evidence_stays()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE TRIGGER vault_sealed_filed_content_stays
    BEFORE UPDATE OR DELETE ON vault_sealed
    FOR EACH ROW EXECUTE FUNCTION balarea_filed_content_stays();

CREATE TRIGGER documents_evidence_filed_content_stays
    BEFORE UPDATE OR DELETE ON documents_evidence
    FOR EACH ROW EXECUTE FUNCTION balarea_filed_evidence_stays();
