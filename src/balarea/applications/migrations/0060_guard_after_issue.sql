CREATE TRIGGER applications_succession_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_succession
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_succession_refuse_truncate
    BEFORE TRUNCATE ON applications_succession
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_succession_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_succession := coalesce(NEW, OLD);
    subject_now uuid := changed."case";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."case";
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
        RAISE EXCEPTION 'no log, no commit: table applications_succession' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_succession_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_succession_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_succession
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_succession_require_log();

CREATE TRIGGER applications_succession_append_only
    BEFORE UPDATE OR DELETE ON applications_succession
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_correction_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_correction
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_correction_refuse_truncate
    BEFORE TRUNCATE ON applications_correction
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_correction_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_correction := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_correction' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_correction_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_correction_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_correction
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_correction_require_log();

CREATE TRIGGER applications_correction_append_only
    BEFORE UPDATE OR DELETE ON applications_correction
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_correctionproposal_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_correctionproposal
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_correctionproposal_refuse_truncate
    BEFORE TRUNCATE ON applications_correctionproposal
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_correctionproposal_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_correctionproposal := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_correctionproposal' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_correctionproposal_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_correctionproposal_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_correctionproposal
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_correctionproposal_require_log();

CREATE TRIGGER applications_correctionproposal_append_only
    BEFORE UPDATE OR DELETE ON applications_correctionproposal
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_correctionoutcome_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_correctionoutcome
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_correctionoutcome_refuse_truncate
    BEFORE TRUNCATE ON applications_correctionoutcome
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_correctionoutcome_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_correctionoutcome := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_correctionoutcome' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_correctionoutcome_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_correctionoutcome_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_correctionoutcome
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_correctionoutcome_require_log();

CREATE TRIGGER applications_correctionoutcome_append_only
    BEFORE UPDATE OR DELETE ON applications_correctionoutcome
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER applications_transferconsent_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON applications_transferconsent
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER applications_transferconsent_refuse_truncate
    BEFORE TRUNCATE ON applications_transferconsent
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE OR REPLACE FUNCTION applications_transferconsent_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed applications_transferconsent := coalesce(NEW, OLD);
    subject_now uuid := changed."application_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."application_id";
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
        RAISE EXCEPTION 'no log, no commit: table applications_transferconsent' USING ERRCODE = 'BL002';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_transferconsent_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE CONSTRAINT TRIGGER applications_transferconsent_needs_log
    AFTER INSERT OR UPDATE OR DELETE ON applications_transferconsent
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION applications_transferconsent_require_log();
