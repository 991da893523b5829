CREATE OR REPLACE FUNCTION mfa_authenticator_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed mfa_authenticator := coalesce(NEW, OLD);
    subject_now uuid := changed.user_id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.user_id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'mfa_authenticator', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'mfa_authenticator', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table mfa_authenticator' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION mfa_authenticator_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_absence_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_absence := coalesce(NEW, OLD);
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
            AND balarea_entry_covers(type, 'people_absence', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_absence', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_absence' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_absence_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_account_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_account := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_account', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_account', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_account' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_account_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_accountlink_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_accountlink := coalesce(NEW, OLD);
    subject_now uuid := changed."person_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."person_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_accountlink', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_accountlink', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_accountlink' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_accountlink_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_agency_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_agency := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_agency', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_agency', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_agency' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_agency_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_agencychange_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_agencychange := coalesce(NEW, OLD);
    subject_now uuid := changed."agency_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."agency_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_agencychange', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_agencychange', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_agencychange' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_agencychange_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_contact_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_contact := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_contact', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_contact', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_contact' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_contact_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_contactcode_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_contactcode := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_contactcode', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_contactcode', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_contactcode' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_contactcode_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_delegation_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_delegation := coalesce(NEW, OLD);
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
            AND balarea_entry_covers(type, 'people_delegation', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_delegation', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_delegation' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_delegation_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_grant_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_grant := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_grant', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_grant', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_grant' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_grant_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_mandate_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_mandate := coalesce(NEW, OLD);
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
            AND balarea_entry_covers(type, 'people_mandate', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_mandate', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_mandate' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_mandate_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_mandateend_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_mandateend := coalesce(NEW, OLD);
    subject_now uuid := changed."mandate_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."mandate_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_mandateend', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_mandateend', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_mandateend' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_mandateend_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_officer_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_officer := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_officer', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_officer', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_officer' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_officer_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_person_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_person := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_person', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_person', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_person' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_person_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

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
            AND balarea_entry_covers(type, 'people_proposal', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_proposal', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_proposal' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_proposal_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_resident_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_resident := coalesce(NEW, OLD);
    subject_now uuid := changed."person_id";
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed."person_id";
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_resident', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_resident', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_resident' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_resident_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_site_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_site := coalesce(NEW, OLD);
    subject_now uuid := changed.id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_site', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_site', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_site' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_site_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_site_agencies_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_site_agencies := coalesce(NEW, OLD);
    subject_now uuid := changed.site_id;
    subject_before uuid := subject_now;
    is_logged boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := OLD;
        subject_before := changed.site_id;
        subject_now := coalesce(subject_now, subject_before);
    END IF;
    is_logged := EXISTS (
        SELECT 1 FROM transparency_entry
        WHERE xid = pg_current_xact_id() AND subject = subject_now
            AND balarea_entry_covers(type, 'people_site_agencies', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_site_agencies', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_site_agencies' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_site_agencies_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE OR REPLACE FUNCTION people_substitution_require_log() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    changed people_substitution := coalesce(NEW, OLD);
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
            AND balarea_entry_covers(type, 'people_substitution', TG_OP)
    );
    IF is_logged AND subject_before <> subject_now THEN
        is_logged := EXISTS (
            SELECT 1 FROM transparency_entry
            WHERE xid = pg_current_xact_id() AND subject = subject_before
                AND balarea_entry_covers(type, 'people_substitution', TG_OP)
        );
    END IF;
    IF NOT is_logged THEN
        RAISE EXCEPTION 'no log, no commit: table people_substitution' USING ERRCODE = 'BL002',
            DETAIL = 'No entry of this transaction covers the change: ' || TG_OP;
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION people_substitution_require_log()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;
