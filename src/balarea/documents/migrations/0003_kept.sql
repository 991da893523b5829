CREATE TRIGGER documents_evidence_kept
    BEFORE TRUNCATE ON documents_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER documents_issueddocument_kept
    BEFORE TRUNCATE ON documents_issueddocument
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER documents_step_kept
    BEFORE TRUNCATE ON documents_step
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER documents_counter_kept
    BEFORE TRUNCATE ON documents_counter
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
