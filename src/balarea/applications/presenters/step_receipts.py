"""Receipts of steps: the list on a page, and the content of a PDF."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise

from balarea.applications import models
from balarea.catalogue import definition as engine
from balarea.documents import document_content
from balarea.foundation import languages, references
from balarea.transparency.entry_types import ENTRY_TYPES
from balarea.transparency.models import Entry
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.verifier import checking, wording


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A step with its receipt, or one that the log is about to have."""

    id: UUID
    label: str | Promise
    at: dt.datetime
    is_published: bool


def steps(entries: Sequence[Entry], published: Collection[UUID]) -> list[Step]:
    return [
        Step(one.id, ENTRY_TYPES[one.type].label, one.at, one.id in published)
        for one in entries
    ]


def content(
    application: models.Application,
    definition: engine.Definition,
    agency: engine.Text,
    proof: bytes,
    policy: bytes,
    *,
    verify: str,
) -> document_content.StepReceipt:
    """What the PDF shows: only what the proof proves, by the mall's own policy.

    Raises:
        ValueError: the proof doesn't hold, so no receipt is made of it.
    """
    verdict = checking.check(proof, policy)
    if verdict.leaf is None:
        raise ValueError(f"a receipt would not verify: {verdict.code}")
    return document_content.StepReceipt(
        reference=references.pretty(application.reference),
        service_name=document_content.Words.of(definition.title.texts),
        agency_name=document_content.Words.of(agency.texts),
        step=_label(verdict.leaf.type),
        claimed_at=_moment(verdict.leaf.time),
        is_late=verdict.leaf.is_late,
        log=verdict.origin,
        index=verdict.index,
        leaf_hash=verdict.leaf_hash.hex(),
        witnesses=tuple(
            (name, _moment(time)) for name, time in verdict.witnesses.items()
        ),
        since=_moment(verdict.since) if verdict.since is not None else None,
        opened=tuple(
            (_field(name), str(value)) for name, value in verdict.opened.items()
        ),
        verify=verify,
        qr=receipt_format.qr_of(LogProof.parse(proof)),
        proof=proof.decode(),
        policy=policy.decode(),
        policy_hash=hashlib.sha256(policy).hexdigest(),
    )


def _label(type: str) -> document_content.Words:
    texts = {}
    for code in languages.COMPLETE:
        with translation.override(code):
            texts[code] = str(ENTRY_TYPES[type].label)
    return document_content.Words.of(texts)


def _field(name: str) -> document_content.Words:
    texts = {code: wording.field_name(name, code) for code in wording.LANGUAGES}
    return document_content.Words.of(texts)


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
