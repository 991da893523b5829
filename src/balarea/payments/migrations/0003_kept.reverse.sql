DROP TRIGGER payments_bill_kept ON payments_bill;
DROP TRIGGER payments_callback_kept ON payments_callback;
DROP TRIGGER payments_surplus_kept ON payments_surplus;
