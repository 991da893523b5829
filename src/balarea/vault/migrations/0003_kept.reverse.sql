DROP TRIGGER vault_casekey_kept ON vault_casekey;
DROP TRIGGER vault_sealed_kept ON vault_sealed;
DROP TRIGGER vault_access_kept ON vault_access;
DROP TRIGGER vault_access_needs_log ON vault_access;
DROP FUNCTION vault_access_require_log();
DROP TRIGGER vault_casekey_needs_log ON vault_casekey;
DROP FUNCTION vault_casekey_require_log();
