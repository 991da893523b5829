CREATE TRIGGER visits_queue_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_queue
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_queue_refuse_truncate
    BEFORE TRUNCATE ON visits_queue
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_queue_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_queue := coalesce(NEW, OLD);
    subject_now uuid := changed."id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_queue', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_queue', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_queue' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_queue_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_queue_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_queue
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_queue_require_log();

CREATE TRIGGER visits_queueclosure_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_queueclosure
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_queueclosure_refuse_truncate
    BEFORE TRUNCATE ON visits_queueclosure
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_queueclosure_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_queueclosure := coalesce(NEW, OLD);
    subject_now uuid := changed."queue_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."queue_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_queueclosure', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_queueclosure', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_queueclosure' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_queueclosure_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_queueclosure_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_queueclosure
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_queueclosure_require_log();

CREATE TRIGGER visits_desk_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_desk
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_desk_refuse_truncate
    BEFORE TRUNCATE ON visits_desk
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_desk_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_desk := coalesce(NEW, OLD);
    subject_now uuid := changed."id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_desk', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_desk', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_desk' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_desk_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_desk_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_desk
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_desk_require_log();

CREATE TRIGGER visits_deskskill_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_deskskill
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_deskskill_refuse_truncate
    BEFORE TRUNCATE ON visits_deskskill
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_deskskill_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_deskskill := coalesce(NEW, OLD);
    subject_now uuid := changed."desk_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."desk_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_deskskill', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_deskskill', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_deskskill' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_deskskill_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_deskskill_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_deskskill
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_deskskill_require_log();

CREATE TRIGGER visits_desksession_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_desksession
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_desksession_refuse_truncate
    BEFORE TRUNCATE ON visits_desksession
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_desksession_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_desksession := coalesce(NEW, OLD);
    subject_now uuid := changed."desk_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."desk_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_desksession', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_desksession', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_desksession' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_desksession_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_desksession_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_desksession
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_desksession_require_log();

CREATE TRIGGER visits_deskpause_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_deskpause
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_deskpause_refuse_truncate
    BEFORE TRUNCATE ON visits_deskpause
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_deskpause_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_deskpause := coalesce(NEW, OLD);
    subject_now uuid := changed."desk_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."desk_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_deskpause', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_deskpause', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_deskpause' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_deskpause_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_deskpause_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_deskpause
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_deskpause_require_log();

CREATE TRIGGER visits_visit_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_visit
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_visit_refuse_truncate
    BEFORE TRUNCATE ON visits_visit
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_visit_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_visit := coalesce(NEW, OLD);
    subject_now uuid := changed."id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_visit', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_visit', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_visit' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_visit_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_visit_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_visit
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_visit_require_log();

CREATE TRIGGER visits_ticket_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_ticket
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_ticket_refuse_truncate
    BEFORE TRUNCATE ON visits_ticket
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_ticket_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_ticket := coalesce(NEW, OLD);
    subject_now uuid := changed."visit_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."visit_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_ticket', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_ticket', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_ticket' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_ticket_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_ticket_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_ticket
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_ticket_require_log();

CREATE TRIGGER visits_ticketdependency_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_ticketdependency
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_ticketdependency_refuse_truncate
    BEFORE TRUNCATE ON visits_ticketdependency
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_ticketdependency_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_ticketdependency := coalesce(NEW, OLD);
    subject_now uuid := changed."visit_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."visit_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_ticketdependency', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_ticketdependency', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_ticketdependency' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_ticketdependency_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_ticketdependency_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_ticketdependency
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_ticketdependency_require_log();

CREATE TRIGGER visits_ticketdependency_append_only
    BEFORE UPDATE OR DELETE ON visits_ticketdependency
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER visits_ticketevent_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_ticketevent
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_ticketevent_refuse_truncate
    BEFORE TRUNCATE ON visits_ticketevent
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_ticketevent_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_ticketevent := coalesce(NEW, OLD);
    subject_now uuid := changed."visit_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."visit_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_ticketevent', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_ticketevent', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_ticketevent' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_ticketevent_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_ticketevent_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_ticketevent
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_ticketevent_require_log();

CREATE TRIGGER visits_ticketevent_append_only
    BEFORE UPDATE OR DELETE ON visits_ticketevent
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER visits_booking_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_booking
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_booking_refuse_truncate
    BEFORE TRUNCATE ON visits_booking
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_booking_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_booking := coalesce(NEW, OLD);
    subject_now uuid := changed."visit_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."visit_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_booking', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_booking', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_booking' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_booking_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_booking_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_booking
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_booking_require_log();

CREATE TRIGGER visits_announcement_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_announcement
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_announcement_refuse_truncate
    BEFORE TRUNCATE ON visits_announcement
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_announcement_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_announcement := coalesce(NEW, OLD);
    subject_now uuid := changed."subject";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."subject";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_announcement', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_announcement', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_announcement' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_announcement_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_announcement_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_announcement
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_announcement_require_log();

CREATE TRIGGER visits_announcement_append_only
    BEFORE UPDATE OR DELETE ON visits_announcement
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER visits_kiosk_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_kiosk
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_kiosk_refuse_truncate
    BEFORE TRUNCATE ON visits_kiosk
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_kiosk_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_kiosk := coalesce(NEW, OLD);
    subject_now uuid := changed."id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_kiosk', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_kiosk', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_kiosk' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_kiosk_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_kiosk_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_kiosk
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_kiosk_require_log();

CREATE TRIGGER visits_numberlease_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_numberlease
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_numberlease_refuse_truncate
    BEFORE TRUNCATE ON visits_numberlease
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION visits_numberlease_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed visits_numberlease := coalesce(NEW, OLD);
    subject_now uuid := changed."kiosk_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."kiosk_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'visits_numberlease', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'visits_numberlease', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table visits_numberlease' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION visits_numberlease_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER visits_numberlease_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON visits_numberlease
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION visits_numberlease_require_log();

CREATE TRIGGER visits_numberlease_append_only
    BEFORE UPDATE OR DELETE ON visits_numberlease
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER visits_queueday_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_queueday
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_queueday_refuse_truncate
    BEFORE TRUNCATE ON visits_queueday
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER visits_slot_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_slot
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_slot_refuse_truncate
    BEFORE TRUNCATE ON visits_slot
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER visits_boardzone_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_boardzone
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_boardzone_refuse_truncate
    BEFORE TRUNCATE ON visits_boardzone
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER visits_estimate_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_estimate
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_estimate_refuse_truncate
    BEFORE TRUNCATE ON visits_estimate
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER visits_estimate_append_only
    BEFORE UPDATE OR DELETE ON visits_estimate
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER visits_printjob_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON visits_printjob
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER visits_printjob_refuse_truncate
    BEFORE TRUNCATE ON visits_printjob
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
