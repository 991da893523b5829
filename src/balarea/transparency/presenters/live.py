"""The published log at this moment, in words for its page."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.transparency import queries
from balarea.transparency.models import Entry
from balarea.transparency.publishing.sequencer import Fault
from balarea.transparency.receipts import receipt_format, receipt_proofs
from balarea.transparency.tlog import notes
from balarea.transparency.tlog.proofs import LogProof

FAULTS: Mapping[Fault, Promise] = {
    Fault.SIGNER_AWAY: _("The signer doesn’t answer, so nothing new is published."),
    Fault.QUORUM_MISSING: _(
        "Too few witnesses answer, so nothing new is published until they do."
    ),
    Fault.DISK: _("The disk takes no more, so nothing new is published."),
    Fault.KEYS_CHANGED: _("The signer has other keys than before."),
    Fault.ORIGIN_CHANGED: _("The log has another name than before."),
    Fault.BEHIND_FILES: _("The database is older than what was published before."),
    Fault.BEHIND_SIGNER: _("The database is older than what was signed before."),
    Fault.BEHIND_WITNESS: _("The database is older than what a witness has signed."),
    Fault.OTHER_HISTORY: _("The log differs from what a witness has signed."),
    Fault.ENTRY_CHANGED: _("An entry differs from what was published of it."),
}
SHOWN_SIGNATURES = 16


@dataclasses.dataclass(frozen=True, slots=True)
class WitnessLine:
    """One witness; `has_all` if it cosigned the published checkpoint."""

    name: str
    at: dt.datetime | None
    delay_ms: int
    size: int
    has_all: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Live:
    """What the page says of the published log.

    Attributes:
        waiting: entries that have a place and aren't published yet.
        fault: why nothing new is published; empty if all is well.
    """

    origin: str
    keys: Sequence[str]
    size: int
    waiting: int
    published_at: dt.datetime | None
    witnesses: Sequence[WitnessLine]
    cosigned: int
    fault: str | Promise
    fault_at: dt.datetime | None


def live() -> Live | None:
    """None before anything was published."""
    summary = queries.log_summary()
    if summary is None or not summary.size:
        return None
    lines = [
        WitnessLine(
            one.name,
            one.at,
            one.delay_ms,
            one.size,
            has_all=not one.fault and one.size == summary.size,
        )
        for one in summary.witnesses
    ]
    return Live(
        origin=summary.origin,
        keys=summary.keys,
        size=summary.size,
        waiting=summary.integrated - summary.size,
        published_at=summary.published_at,
        witnesses=lines,
        cosigned=sum(one.has_all for one in lines),
        fault=_fault(summary.fault),
        fault_at=summary.fault_at,
    )


def _fault(code: str) -> str | Promise:
    return FAULTS[Fault(code)] if code in list(Fault) else code


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in the published log.

    Attributes:
        index: its number, from zero.
        size: of the checkpoint that covers it.
        signers: names of the log's key and of the witnesses under that checkpoint.
        hashes: how many hashes lead from the entry to the top.
        leaf: the published bytes, in hex.
    """

    index: int
    size: int
    signers: Sequence[str]
    hashes: int
    leaf: str


def place_of(entry: Entry) -> Place | None:
    """None until a published checkpoint covers the entry."""
    text = receipt_proofs.receipt_of(entry.id)
    if text is None:
        return None
    proof = LogProof.parse(text)
    note = notes.parse(proof.checkpoint)
    names = dict.fromkeys(one.name for one in note.signatures)
    return Place(
        index=proof.index,
        size=int(note.text.splitlines()[1]),
        signers=list(names)[:SHOWN_SIGNATURES],
        hashes=len(proof.hashes),
        leaf=receipt_format.parse_extra(proof.extra).leaf.hex(),
    )
