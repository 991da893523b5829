"""What can stand in the log, and which of it is a use of power."""

CASES = frozenset(
    {
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
    }
)
DATA = frozenset({"OPENED", "EVIDENCE_ADDED", "EVIDENCE_REMOVED", "ERASED"})
DOCUMENTS = frozenset({"DOCUMENT_PREPARED", "ISSUED", "REVOKED"})
MONEY = frozenset(
    {
        "BILLED",
        "PAID",
        "PAYMENT_REFUSED",
        "PAYMENT_REPEATED",
        "PAYMENT_SURPLUS",
        "SURPLUS_SETTLED",
        "BILL_EXPIRED",
        "BILL_CANCELLED",
    }
)
MESSAGES = frozenset({"ANNOUNCED", "NOTICE_SENT", "NOTICE_DEFERRED", "NOTICE_FAILED"})
PEOPLE = frozenset(
    {
        "PERSON_KNOWN",
        "SIGN_IN_CHANGED",
        "OFFICER_APPOINTED",
        "OFFICER_CHANGED",
        "OFFICER_DISMISSED",
        "GRANTED_RIGHT",
        "REVOKED_RIGHT",
    }
)
RULES = frozenset(
    {"AGENCY_OPENED", "CALENDAR_CHANGED", "RULES_PUBLISHED", "CATALOGUE_PUBLISHED"}
    | {"ATTEMPT_REFUSED"}
)
TYPES = CASES | DATA | DOCUMENTS | MONEY | MESSAGES | PEOPLE | RULES

# What the mall does to or for somebody: what a citizen does, and what only carries it
# out (a file came, a message went), is no power.
POWER = TYPES - (
    MESSAGES
    | {"DRAFTED", "RECEIVED", "AMENDED", "WITHDRAWN", "REMINDED"}
    | {"EVIDENCE_ADDED", "EVIDENCE_REMOVED", "DOCUMENT_PREPARED"}
    | {"PAID", "PAYMENT_REFUSED", "PAYMENT_REPEATED", "PAYMENT_SURPLUS"}
    | {"BILL_EXPIRED", "PERSON_KNOWN", "SIGN_IN_CHANGED"}
)
