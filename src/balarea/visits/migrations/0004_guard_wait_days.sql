CREATE TRIGGER visits_waitday_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_waitday
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_waitday_refuse_truncate
    BEFORE TRUNCATE ON visits_waitday
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER visits_waitday_append_only
    BEFORE UPDATE OR DELETE ON visits_waitday
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();
