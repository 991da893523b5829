DROP TRIGGER notices_message_kept ON notices_message;
DROP TRIGGER notices_delivery_kept ON notices_delivery;
DROP TRIGGER notices_shown_kept ON notices_shown;
DROP TRIGGER notices_delivery_needs_log ON notices_delivery;
DROP FUNCTION notices_delivery_require_log();
