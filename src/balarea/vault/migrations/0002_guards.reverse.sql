DROP TRIGGER vault_access_append_only ON vault_access;
DROP TRIGGER vault_access_needs_operation ON vault_access;
DROP TRIGGER vault_sealed_needs_operation ON vault_sealed;
DROP TRIGGER vault_casekey_needs_operation ON vault_casekey;
