CREATE TRIGGER catalogue_service_kept
    BEFORE TRUNCATE ON catalogue_service
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER catalogue_serviceversion_kept
    BEFORE TRUNCATE ON catalogue_serviceversion
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER catalogue_edition_kept
    BEFORE TRUNCATE ON catalogue_edition
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER catalogue_searchentry_kept
    BEFORE TRUNCATE ON catalogue_searchentry
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();

CREATE TRIGGER catalogue_searchword_kept
    BEFORE TRUNCATE ON catalogue_searchword
    FOR EACH STATEMENT EXECUTE FUNCTION balarea_refuse_truncate();
