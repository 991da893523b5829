CREATE TRIGGER visits_kioskcontact_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_kioskcontact
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_kioskcontact_refuse_truncate
    BEFORE TRUNCATE ON visits_kioskcontact
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
