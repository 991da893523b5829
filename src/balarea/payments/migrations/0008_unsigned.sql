CREATE TRIGGER payments_unsigned_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON payments_unsigned
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER payments_unsigned_kept
    BEFORE TRUNCATE ON payments_unsigned
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
