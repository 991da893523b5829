DROP TRIGGER documents_evidence_filed_content_stays ON documents_evidence;
DROP TRIGGER vault_sealed_filed_content_stays ON vault_sealed;
DROP FUNCTION balarea_filed_evidence_stays();
DROP FUNCTION balarea_filed_content_stays();
