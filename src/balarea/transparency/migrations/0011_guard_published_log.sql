CREATE TRIGGER transparency_leaf_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON transparency_leaf
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER transparency_leaf_refuse_truncate
    BEFORE TRUNCATE ON transparency_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER transparency_leaf_append_only
    BEFORE UPDATE OR DELETE ON transparency_leaf
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER transparency_publication_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON transparency_publication
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER transparency_publication_refuse_truncate
    BEFORE TRUNCATE ON transparency_publication
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER transparency_publication_append_only
    BEFORE UPDATE OR DELETE ON transparency_publication
    FOR EACH ROW EXECUTE FUNCTION balarea_refuse_edit();

CREATE TRIGGER transparency_logstate_needs_operation
    BEFORE INSERT OR UPDATE OR DELETE ON transparency_logstate
    FOR EACH ROW EXECUTE FUNCTION balarea_require_operation();

CREATE TRIGGER transparency_logstate_refuse_truncate
    BEFORE TRUNCATE ON transparency_logstate
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();


-- The published log only grows: no smaller size, no other root for one size.
CREATE OR REPLACE FUNCTION balarea_log_state_grows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the published log is never begun anew'
            USING ERRCODE = 'BL003';
    END IF;
    IF NEW.size < OLD.size OR NEW.published_size < OLD.published_size
        OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
        OR NEW.origin <> OLD.origin THEN
        RAISE EXCEPTION 'the published log only grows' USING ERRCODE = 'BL003';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER transparency_logstate_grows
    BEFORE UPDATE OR DELETE ON transparency_logstate
    FOR EACH ROW EXECUTE FUNCTION balarea_log_state_grows();
