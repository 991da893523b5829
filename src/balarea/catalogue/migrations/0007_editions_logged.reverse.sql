DROP TRIGGER catalogue_searchword_needs_log ON catalogue_searchword;
DROP FUNCTION catalogue_searchword_require_log();
DROP TRIGGER catalogue_searchentry_needs_log ON catalogue_searchentry;
DROP FUNCTION catalogue_searchentry_require_log();
DROP TRIGGER catalogue_edition_needs_log ON catalogue_edition;
DROP FUNCTION catalogue_edition_require_log();
