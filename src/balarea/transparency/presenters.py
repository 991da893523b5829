"""What a log entry says in words; the log itself holds only codes."""

import dataclasses
import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balarea.transparency import models

WORDS: dict[str, str | Promise] = {
    "DRAFTED": _("A draft was saved"),
    "RECEIVED": _("An application was received"),
    "CHECKED": _("Requirements were checked"),
    "RETURNED": _("An application was returned with its defects"),
    "REMINDED": _("A citizen was reminded of a returned application"),
    "AMENDED": _("A returned application was amended"),
    "UNANSWERED": _("A returned application was not amended in time"),
    "COMPLETE": _("An application was accepted as complete"),
    "DUE_MOVED": _("A closed day moved a deadline"),
    "INSPECTED": _("A place was inspected"),
    "PROPOSED": _("A decision was proposed"),
    "SENT_BACK": _("A proposed decision was sent back"),
    "DECIDED": _("An application was decided"),
    "WITHDRAWN": _("An application was withdrawn"),
    "CLOSED": _("An application was closed"),
    "OPENED": _("An officer opened personal data"),
    "EVIDENCE_ADDED": _("A file was added"),
    "EVIDENCE_REMOVED": _("A file was removed"),
    "ERASED": _("Personal data was erased"),
    "DOCUMENT_PREPARED": _("A document was prepared for signing"),
    "ISSUED": _("A document was signed and issued"),
    "REVOKED": _("A document was revoked"),
    "BILLED": _("A bill was made"),
    "PAID": _("A bill was paid"),
    "PAYMENT_REFUSED": _("A payment message was refused"),
    "PAYMENT_REPEATED": _("A payment was told again"),
    "PAYMENT_SURPLUS": _("Money came that settles no bill"),
    "SURPLUS_SETTLED": _("Surplus money was accepted or given back"),
    "BILL_EXPIRED": _("A bill ran out of time"),
    "BILL_CANCELLED": _("A bill was cancelled"),
    "ANNOUNCED": _("A message was written"),
    "NOTICE_SENT": _("A message was sent"),
    "NOTICE_DEFERRED": _("A message will be tried again"),
    "NOTICE_FAILED": _("A message could not be sent"),
    "PERSON_KNOWN": _("A contact was proved"),
    "SIGN_IN_CHANGED": _("A way to sign in was changed"),
    "OFFICER_APPOINTED": _("An officer was appointed"),
    "OFFICER_CHANGED": _("An officer's name or position was changed"),
    "OFFICER_DISMISSED": _("An officer was dismissed"),
    "GRANTED_RIGHT": _("A right was granted"),
    "REVOKED_RIGHT": _("A right was taken back"),
    "AGENCY_OPENED": _("An agency's details were published"),
    "CALENDAR_CHANGED": _("A day was opened or closed for work"),
    "RULES_PUBLISHED": _("Rules of a service were published"),
    "CATALOGUE_PUBLISHED": _("The catalogue was published anew"),
    "ATTEMPT_REFUSED": _("An attempt against the rules was refused"),
}
KINDS: dict[str, str | Promise] = {
    "CITIZEN": pgettext_lazy("who acted", "citizen"),
    "VISITOR": pgettext_lazy("who acted", "citizen"),
    "OFFICER": pgettext_lazy("who acted", "officer"),
    "PROVIDER": pgettext_lazy("who acted", "provider"),
    "SYSTEM": pgettext_lazy("who acted", "system"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One entry as the public reads it. Citizens never carry a name of any kind."""

    id: str
    at: dt.datetime
    what: str | Promise
    who: str | Promise
    actor: str
    agency: str
    service: str
    commitment: str


def line(entry: models.Entry) -> Line:
    is_officer = entry.actor_kind == "OFFICER"
    return Line(
        id=str(entry.id),
        at=entry.at,
        what=WORDS.get(entry.type, entry.type),
        who=KINDS.get(entry.actor_kind, entry.actor_kind),
        actor=entry.actor[:8] if is_officer else "",
        agency=entry.agency,
        service=entry.service,
        commitment=bytes(entry.commitment).hex(),
    )
