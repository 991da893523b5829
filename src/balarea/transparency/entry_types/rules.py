"""The types of log entries about rules, buildings, agencies and days."""

from django.utils.translation import gettext_lazy as _

from balarea.transparency.entry_types.shape import EntryType, Group

RULES_ENTRIES = (
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
