"""The types of log entries about cases: filed, checked, decided, handed out."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

CASE_ENTRIES = (
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
    EntryType(
        "CASES_LOOKED_UP",
        Group.CASES,
        _("An officer looked for the cases of a person"),
    ),
)
