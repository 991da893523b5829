"""Every type of log entry: one record each.

Those about documents are in `document_entries`, about people in `people_entries`,
about who sees data in `access_entries`, about drawing officers in `draw_entries`,
about numbers and desks in `visit_entries`.

The public log, its filters and `operations.record` follow from this table. How to add
one: ``docs/how-to/``.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from balarea.transparency.access_entries import ACCESS_ENTRIES
from balarea.transparency.document_entries import DOCUMENT_ENTRIES
from balarea.transparency.draw_entries import DRAW_ENTRIES
from balarea.transparency.entry_shape import EntryType as EntryType
from balarea.transparency.entry_shape import Group as Group
from balarea.transparency.people_entries import PEOPLE_ENTRIES
from balarea.transparency.visit_entries import VISIT_ENTRIES

_ALL = (
    EntryType("DRAFTED", Group.CASES, _("A draft was saved"), is_power=False),
    EntryType(
        "RECEIVED", Group.CASES, _("An application was received"), is_power=False
    ),
    EntryType(
        "BUNDLE_RECEIVED",
        Group.CASES,
        _("Several applications were received together"),
        is_power=False,
    ),
    EntryType("CHECKED", Group.CASES, _("Requirements were checked")),
    EntryType(
        "RETURNED", Group.CASES, _("An application was returned with its defects")
    ),
    EntryType(
        "REMINDED",
        Group.CASES,
        _("A citizen was reminded of a returned application"),
        is_power=False,
    ),
    EntryType(
        "AMENDED", Group.CASES, _("A returned application was amended"), is_power=False
    ),
    EntryType(
        "UNANSWERED", Group.CASES, _("A returned application was not amended in time")
    ),
    EntryType(
        "ASSIGNED",
        Group.CASES,
        _("A case went to an officer, or back to its queue"),
        is_power=False,
    ),
    EntryType(
        "EXCLUDED",
        Group.CASES,
        _("A conflict of interest excluded an officer from a case"),
        is_power=False,
    ),
    EntryType("COMPLETE", Group.CASES, _("An application was accepted as complete")),
    EntryType("DUE_MOVED", Group.CASES, _("A closed day moved a deadline")),
    EntryType("INSPECTED", Group.CASES, _("A place was inspected")),
    EntryType("ADVICE_ASKED", Group.CASES, _("Another agency was asked for advice")),
    EntryType("ADVICE_GIVEN", Group.CASES, _("Another agency gave its advice")),
    EntryType("ADVICE_SILENT", Group.CASES, _("Another agency gave no advice in time")),
    EntryType(
        "ADVICE_ENDED",
        Group.CASES,
        _("Advice was no longer waited for"),
        is_power=False,
    ),
    EntryType("PROPOSED", Group.CASES, _("A decision was proposed")),
    EntryType("SENT_BACK", Group.CASES, _("A proposed decision was sent back")),
    EntryType("DECIDED", Group.CASES, _("An application was decided")),
    EntryType(
        "DECIDED_BY_RULES",
        Group.CASES,
        _("Rules granted an application, without an officer"),
    ),
    EntryType(
        "REVIEW_REQUESTED",
        Group.CASES,
        _("A citizen asked a person to review a decision of rules"),
        is_power=False,
    ),
    EntryType(
        "OBJECTION_FILED",
        Group.CASES,
        _("An objection to a decision was filed"),
        is_power=False,
    ),
    EntryType(
        "APPEAL_FILED",
        Group.CASES,
        _("An appeal against a decision was filed"),
        is_power=False,
    ),
    EntryType(
        "OBJECTION_DECIDED", Group.CASES, _("An objection or appeal was decided")
    ),
    EntryType(
        "OBJECTION_LAPSED",
        Group.CASES,
        _("An objection or appeal was granted by law: nobody decided in time"),
    ),
    EntryType(
        "OBJECTION_WITHDRAWN",
        Group.CASES,
        _("An objection or appeal was withdrawn"),
        is_power=False,
    ),
    EntryType(
        "NOBODY_DECIDES",
        Group.CASES,
        _("An objection was filed on which nobody of the office is left to decide"),
        is_power=False,
    ),
    EntryType(
        "REOPENED",
        Group.CASES,
        _("A refusal was set aside, because an objection or appeal was granted"),
    ),
    EntryType(
        "MADE_PUBLIC",
        Group.CASES,
        _("An application was announced, so that others may object"),
    ),
    EntryType(
        "THIRD_PARTY_OBJECTED",
        Group.CASES,
        _("Somebody objected to an announced application"),
        is_power=False,
    ),
    EntryType(
        "THIRD_PARTY_ANSWERED",
        Group.CASES,
        _("Who objected to an announced application was answered"),
    ),
    EntryType(
        "DECISION_LAPSED",
        Group.CASES,
        _("The last day of a decision passed without one"),
    ),
    EntryType(
        "VISIT_LAPSED",
        Group.CASES,
        _("A visit didn't take place in time, and the decision went on without it"),
    ),
    EntryType("EXTENDED", Group.CASES, _("A deadline was extended once by law")),
    EntryType(
        "GRANTED_BY_LAW",
        Group.CASES,
        _("An application was granted by law: nobody decided in time"),
    ),
    EntryType("REVIEWED", Group.CASES, _("A person reviewed a decision of rules")),
    EntryType(
        "CONFIRMED", Group.CASES, _("A citizen confirmed an answer"), is_power=False
    ),
    EntryType(
        "OBJECTED",
        Group.CASES,
        _("A citizen said that an answer is not so"),
        is_power=False,
    ),
    EntryType(
        "DISPUTED",
        Group.CASES,
        _("A citizen said again that an answer is not so"),
        is_power=False,
    ),
    EntryType(
        "UNCONFIRMED", Group.CASES, _("An answer was closed without its citizen's word")
    ),
    EntryType("SERVED", Group.CASES, _("Somebody was served at a desk")),
    EntryType(
        "NOT_SERVED", Group.CASES, _("Somebody was not served at a desk, with a reason")
    ),
    EntryType(
        "PAPERS_SEEN",
        Group.CASES,
        _("A desk noted which papers it saw"),
        is_power=False,
    ),
    EntryType("SLIP_REISSUED", Group.CASES, _("A desk replaced a lost slip")),
    EntryType(
        "TOLD_IN_PERSON",
        Group.CASES,
        _("Somebody without a contact was told at a desk"),
        is_power=False,
    ),
    EntryType(
        "QUESTION_ASKED",
        Group.CASES,
        _("A citizen or an office asked the other something"),
        is_power=False,
    ),
    EntryType(
        "QUESTION_ANSWERED",
        Group.CASES,
        _("A question in a case was answered"),
        is_power=False,
    ),
    EntryType(
        "QUESTION_CLOSED",
        Group.CASES,
        _("A question in a case was closed by who asked"),
        is_power=False,
    ),
    EntryType(
        "NOTE_ADDED",
        Group.CASES,
        _("An officer added an internal note to a case"),
        is_power=False,
    ),
    EntryType(
        "NOTICE_TAKEN",
        Group.CASES,
        _("A citizen came to know a decision"),
        is_power=False,
    ),
    EntryType("LAPSED", Group.CASES, _("A prepared file was not brought in time")),
    EntryType(
        "HANDED_OVER", Group.CASES, _("A complete file went to another register")
    ),
    EntryType("OUTCOME", Group.CASES, _("Another register's outcome was recorded")),
    EntryType(
        "WITHDRAWN", Group.CASES, _("An application was withdrawn"), is_power=False
    ),
    EntryType("CLOSED", Group.CASES, _("An application was closed")),
    EntryType("OPENED", Group.DATA, _("An officer opened personal data")),
    EntryType("EVIDENCE_ADDED", Group.DATA, _("A file was added"), is_power=False),
    EntryType("REUSED", Group.DATA, _("A citizen used a file again"), is_power=False),
    EntryType("EVIDENCE_REMOVED", Group.DATA, _("A file was removed"), is_power=False),
    EntryType(
        "SCAN_LINK_OPENED",
        Group.DATA,
        _("A phone was let in to send photos"),
        is_power=False,
    ),
    EntryType(
        "SCAN_LINK_ENDED",
        Group.DATA,
        _("A phone can no longer send photos"),
        is_power=False,
    ),
    EntryType("PHOTO_ADDED", Group.DATA, _("A phone sent a photo"), is_power=False),
    EntryType(
        "PHOTO_REMOVED", Group.DATA, _("A phone's photo was deleted"), is_power=False
    ),
    EntryType("ERASED", Group.DATA, _("Personal data was erased")),
    *DRAW_ENTRIES,
    *DOCUMENT_ENTRIES,
    EntryType("BILLED", Group.MONEY, _("A bill was made")),
    EntryType("PAID", Group.MONEY, _("A bill was paid"), is_power=False),
    EntryType(
        "PAYMENT_REFUSED",
        Group.MONEY,
        _("A payment message was refused"),
        is_power=False,
    ),
    EntryType(
        "PAYMENT_REPEATED", Group.MONEY, _("A payment was told again"), is_power=False
    ),
    EntryType(
        "PAYMENT_SURPLUS",
        Group.MONEY,
        _("Money came that settles no bill"),
        is_power=False,
    ),
    EntryType(
        "SURPLUS_SETTLED", Group.MONEY, _("Surplus money was accepted or given back")
    ),
    EntryType("BILL_EXPIRED", Group.MONEY, _("A bill ran out of time"), is_power=False),
    EntryType("BILL_CANCELLED", Group.MONEY, _("A bill was cancelled")),
    EntryType("ANNOUNCED", Group.MESSAGES, _("A message was written"), is_power=False),
    EntryType("NOTICE_SENT", Group.MESSAGES, _("A message was sent"), is_power=False),
    EntryType(
        "NOTICE_DEFERRED",
        Group.MESSAGES,
        _("A message will be tried again"),
        is_power=False,
    ),
    EntryType(
        "NOTICE_FAILED",
        Group.MESSAGES,
        _("A message could not be sent"),
        is_power=False,
    ),
    *PEOPLE_ENTRIES,
    *ACCESS_ENTRIES,
    *VISIT_ENTRIES,
    EntryType(
        "CASES_LOOKED_UP",
        Group.CASES,
        _("An officer looked for the cases of a person"),
    ),
    EntryType("SITE_CHANGED", Group.RULES, _("A building of the mall was changed")),
    EntryType("AGENCY_OPENED", Group.RULES, _("An agency's details were published")),
    EntryType(
        "AGENCY_CHANGED", Group.RULES, _("What is said of an agency was changed")
    ),
    EntryType(
        "CALENDAR_CHANGED", Group.RULES, _("A day was opened or closed for work")
    ),
    EntryType("RULES_PUBLISHED", Group.RULES, _("Rules of a service were published")),
    EntryType(
        "CATALOGUE_PUBLISHED", Group.RULES, _("The catalogue was published anew")
    ),
    EntryType(
        "STATE_ROOT",
        Group.RULES,
        _("One root over all records was logged, so that none changes in secret"),
        is_power=False,
    ),
    EntryType(
        "STATE_EXPORTED",
        Group.RULES,
        _("An auditor downloaded the list of records under a root"),
    ),
    EntryType(
        "ATTEMPT_REFUSED", Group.RULES, _("An attempt against the rules was refused")
    ),
)
ENTRY_TYPES: Mapping[str, EntryType] = {one.code: one for one in _ALL}
POWER = frozenset(one.code for one in _ALL if one.is_power)


def of_group(group: Group) -> frozenset[str]:
    """The codes of a group."""
    return frozenset(one.code for one in _ALL if one.group is group)


# Entries that report no change of their subject.
UNCHANGING = (
    of_group(Group.MESSAGES)
    | {one.code for one in ACCESS_ENTRIES}
    | {"OPENED", "ATTEMPT_REFUSED", "REPRINTED"}
)
# Steps of which the citizen gets a receipt: the fields of these entries are sealed with
# the case, so that it can show them.
WITH_RECEIPT = frozenset(
    {
        *("RECEIVED", "RETURNED", "AMENDED", "COMPLETE", "WITHDRAWN", "HANDED_OVER"),
        *("DECIDED", "DECIDED_BY_RULES", "GRANTED_BY_LAW", "ISSUED"),
        *("OBJECTION_FILED", "APPEAL_FILED", "OBJECTION_DECIDED"),
    }
)
