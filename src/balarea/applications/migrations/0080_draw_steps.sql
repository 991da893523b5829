-- Where a service separates people, nobody takes two of these steps in one case: check
-- or visit; decide; sign. A proposal's own countersigner is refused by a constraint.
CREATE FUNCTION applications_refuse_second_step() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    case_id uuid;
    took_other boolean;
BEGIN
    IF NEW.officer_id IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'applications_countersignature' THEN
        SELECT application_id INTO case_id FROM applications_decision
        WHERE id = NEW.decision_id;
    ELSE
        case_id := NEW.application_id;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM applications_application
        WHERE id = case_id AND separates_people
    ) THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME IN (
        'applications_decision', 'applications_countersignature'
    ) THEN
        took_other := EXISTS (
            SELECT 1 FROM applications_requirementcheck
            WHERE application_id = case_id AND officer_id = NEW.officer_id
        ) OR EXISTS (
            SELECT 1 FROM applications_inspection
            WHERE application_id = case_id AND officer_id = NEW.officer_id
        );
    ELSE
        took_other := EXISTS (
            SELECT 1 FROM applications_decision
            WHERE application_id = case_id AND officer_id = NEW.officer_id
        );
    END IF;
    IF took_other THEN
        RAISE EXCEPTION 'two steps of one case by one officer: table %', TG_TABLE_NAME
            USING ERRCODE = 'BL007';
    END IF;
    RETURN NULL;
END $$;
DO $do$ BEGIN
    EXECUTE format(
        'ALTER FUNCTION applications_refuse_second_step()'
        ' SET search_path = pg_catalog, %I, pg_temp', current_schema()
    );
END $do$;

CREATE TRIGGER applications_requirementcheck_separate
    AFTER INSERT ON applications_requirementcheck
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_second_step();
CREATE TRIGGER applications_inspection_separate
    AFTER INSERT ON applications_inspection
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_second_step();
CREATE TRIGGER applications_decision_separate
    AFTER INSERT ON applications_decision
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_second_step();
CREATE TRIGGER applications_countersignature_separate
    AFTER INSERT ON applications_countersignature
    FOR EACH ROW EXECUTE FUNCTION applications_refuse_second_step();
