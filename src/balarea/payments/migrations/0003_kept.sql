CREATE TRIGGER payments_bill_kept
    BEFORE TRUNCATE ON payments_bill
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER payments_callback_kept
    BEFORE TRUNCATE ON payments_callback
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER payments_surplus_kept
    BEFORE TRUNCATE ON payments_surplus
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
