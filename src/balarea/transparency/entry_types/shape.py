"""What a type of log entry says of itself, and the groups of types."""

import dataclasses
import enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(enum.Enum):
    """A part of the log, by the word of its address, with its label."""

    CASES = "permohonan", _("Applications")
    DATA = "data", _("Personal data and files")
    DOCUMENTS = "dokumen", _("Documents")
    MONEY = "pembayaran", _("Payments")
    MESSAGES = "pesan", _("Messages")
    VISITS = "kunjungan", _("Visits and queues")
    PEOPLE = "orang", _("Contacts, officers and rights")
    RULES = "aturan", _("Rules, calendar and refused attempts")

    def __init__(self, key: str, label: Promise) -> None:
        self.key = key
        self.label = label


@dataclasses.dataclass(frozen=True, slots=True)
class EntryType:
    """One type of log entry.

    Args:
        code: stored with each entry and part of what it commits to; never changed.
        group: the part of the log in which it is listed.
        label: what the public reads.
        is_power: whether the mall used its power over somebody. What a citizen does
            doesn't, nor what only carries a step out (a file came, a message went).
    """

    code: str
    group: Group
    label: Promise
    is_power: bool = True
