"""Uploads: each is examined and rewritten, or refused. No Django in here.

`check` runs in the caller's process and leaves the risky part to a limited child
process (`balarea.documents.sandbox`); `examine` is what the child does.
"""

from balarea.documents.intake.inspection import ALL_KINDS, check, examine
from balarea.documents.intake.labels import label_of
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

__all__ = [
    "ALL_KINDS",
    "Accepted",
    "Kind",
    "Reason",
    "Rejected",
    "check",
    "examine",
    "label_of",
]
