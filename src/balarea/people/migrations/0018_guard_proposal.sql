CREATE TRIGGER people_proposal_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON people_proposal
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER people_proposal_refuse_truncate
    BEFORE TRUNCATE ON people_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION people_proposal_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_proposal := coalesce(NEW, OLD);
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
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_proposal' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_proposal_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER people_proposal_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON people_proposal
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION people_proposal_require_log();

-- A proposal is ended once, and what was proposed stays as it was.
CREATE OR REPLACE FUNCTION people_proposal_end_once() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'WAITING' OR
        (NEW.kind, NEW.officer_id, NEW.agencies, NEW.content_id,
            NEW.proposed_by_id, NEW.proposed_at, NEW.expires_on)
        IS DISTINCT FROM
        (OLD.kind, OLD.officer_id, OLD.agencies, OLD.content_id,
            OLD.proposed_by_id, OLD.proposed_at, OLD.expires_on)
    THEN
        RAISE EXCEPTION 'a proposal is ended once and not altered'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_proposal_end_once()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE TRIGGER people_proposal_ends_once
    BEFORE UPDATE ON people_proposal
    FOR EACH ROW EXECUTE FUNCTION people_proposal_end_once();
