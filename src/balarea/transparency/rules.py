"""What can stand in the log."""

TYPES = frozenset(
    {
        # cases
        "DRAFTED",
        "RECEIVED",
        "CHECKED",
        "SENT_BACK",
        "RETURNED",
        "REMINDED",
        "AMENDED",
        "UNANSWERED",
        "COMPLETE",
        "DUE_MOVED",
        "INSPECTED",
        "PROPOSED",
        "DECIDED",
        "WITHDRAWN",
        "CLOSED",
        # data
        "OPENED",
        "EVIDENCE_ADDED",
        "EVIDENCE_REMOVED",
        "ERASED",
        # documents
        "DOCUMENT_PREPARED",
        "ISSUED",
        "REVOKED",
        # money
        "BILLED",
        "PAID",
        "PAYMENT_REFUSED",
        "PAYMENT_REPEATED",
        "PAYMENT_SURPLUS",
        "SURPLUS_SETTLED",
        "BILL_EXPIRED",
        "BILL_CANCELLED",
        # messages
        "ANNOUNCED",
        "NOTICE_SENT",
        "NOTICE_DEFERRED",
        "NOTICE_FAILED",
        # people and rules
        "PERSON_KNOWN",
        "SIGN_IN_CHANGED",
        "OFFICER_APPOINTED",
        "OFFICER_CHANGED",
        "OFFICER_DISMISSED",
        "GRANTED_RIGHT",
        "REVOKED_RIGHT",
        "AGENCY_OPENED",
        "CALENDAR_CHANGED",
        "RULES_PUBLISHED",
        "CATALOGUE_PUBLISHED",
        "ATTEMPT_REFUSED",
    }
)
