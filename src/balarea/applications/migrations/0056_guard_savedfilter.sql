CREATE TRIGGER applications_savedfilter_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_savedfilter
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_savedfilter_refuse_truncate
    BEFORE TRUNCATE ON applications_savedfilter
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
