"""Every type of log entry: one record each, in the module of its topic.

The public log, its filters and `operations.record` follow from this table. How to add
one: ``docs/how-to/``.
"""

from collections.abc import Mapping

from balarea.transparency.entry_types.access import ACCESS_ENTRIES
from balarea.transparency.entry_types.cases import CASE_ENTRIES
from balarea.transparency.entry_types.documents import DOCUMENT_ENTRIES
from balarea.transparency.entry_types.draws import DRAW_ENTRIES
from balarea.transparency.entry_types.messages import MESSAGE_ENTRIES
from balarea.transparency.entry_types.money import MONEY_ENTRIES
from balarea.transparency.entry_types.people import PEOPLE_ENTRIES
from balarea.transparency.entry_types.personal_data import DATA_ENTRIES
from balarea.transparency.entry_types.rules import RULES_ENTRIES
from balarea.transparency.entry_types.shape import EntryType as EntryType
from balarea.transparency.entry_types.shape import Group as Group
from balarea.transparency.entry_types.visits import VISIT_ENTRIES

_ALL = (
    *CASE_ENTRIES,
    *DATA_ENTRIES,
    *DRAW_ENTRIES,
    *DOCUMENT_ENTRIES,
    *MONEY_ENTRIES,
    *MESSAGE_ENTRIES,
    *PEOPLE_ENTRIES,
    *ACCESS_ENTRIES,
    *RULES_ENTRIES,
    *VISIT_ENTRIES,
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
