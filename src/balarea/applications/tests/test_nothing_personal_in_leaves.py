"""No answer, name, file name, remark or id of a person ever reaches a leaf."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests import sampling

from balarea.applications import models, testing
from balarea.applications.operations import drafting
from balarea.applications.rules import State
from balarea.applications.tests.conftest import WALKED, Applicants
from balarea.catalogue import queries as catalogue
from balarea.catalogue.definition import generated_answers
from balarea.documents import testing as document_testing
from balarea.foundation import clock, references
from balarea.transparency.entries import composing, leaves
from balarea.transparency.entry_types import ENTRY_TYPES
from balarea.transparency.models import Entry
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
SERVICES = sampling.draw("leaves").sample(WALKED, 3)
FILE_NAME = "kenari-kartu-keluarga-7319.pdf"
CANARY = "Kenari Rahasia 7319"
SHORTEST = 6  # shorter texts are in any kilobyte of hashes by chance


def encodings(text: str) -> Iterator[bytes]:
    """The text as bytes in the ways in which software passes texts on."""
    for spelled in {
        text,
        text.lower(),
        text.upper(),
        text[::-1],
        text.replace(" ", ""),
    }:
        plain = spelled.encode()
        yield plain
        yield from (plain.hex().encode(), plain.hex().upper().encode())
        yield from (spelled.encode("utf-16-le"), spelled.encode("utf-16-be"))
        for name in ("md5", "sha1", "sha256"):
            digest = hashlib.new(name, plain, usedforsecurity=False)
            yield from (digest.digest(), digest.hexdigest().encode())
        for offset in range(3):
            encoded = base64.b64encode(b"\x00" * offset + plain)
            if len(inner := encoded[4 if offset else 0 : -4]) >= SHORTEST:
                yield inner


def encodings_of_id(value: UUID) -> Iterator[bytes]:
    yield from (value.bytes, value.bytes_le)
    yield from encodings(str(value))
    yield from encodings(value.hex)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in answers, those of groups too."""
    if isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)
    elif len(text := str(value)) >= SHORTEST:
        yield text


def filed(
    service: str, who: testing.Applicant, schedule: testing.Schedule
) -> tuple[UUID, dict[str, Any]]:
    """A case and its answers: filled in by chance, each file with the same name."""
    start = schedule.next()
    definition = catalogue.current(service)
    random = sampling.draw(f"leaves of {service}")
    filled = generated_answers.fill(definition, random, today=clock.today(start))
    if definition.holder is not None and definition.holder.name in filled.raw:
        filled.raw[definition.holder.name] = [CANARY]
    case = testing.fill_draft(
        service, who, filled.raw, begun_at=start, next_time=schedule.next
    )
    for requirement in definition.requirements:
        if requirement.id in filled.evidence:
            drafting.attach(
                case=case,
                owners=who.owners,
                requirement=requirement.id,
                name=FILE_NAME,
                content=document_testing.page(CANARY, CANARY)
                if "PDF" in requirement.accepts
                else document_testing.picture(CANARY, CANARY),
                by=who.by,
                at=schedule.next(),
            )
    _, answers = testing.own_answers(case, who, schedule.next())
    testing.submit(case, who, schedule)
    return case, answers


def leaves_of_all() -> bytes:
    entries = list(Entry.objects.order_by("xid", "id"))
    assert len(entries) > 100
    previous = b"h" * 32
    return b"".join(leaves.encode(composing.leaf_of(row, previous)) for row in entries)


def test_no_canary_reaches_a_leaf(applicants: Applicants, at: dt.datetime) -> None:
    secret_texts = {CANARY, FILE_NAME, testing.DEFECT, testing.REASONS, testing.REPORT}
    secret_ids = set()
    for service in SERVICES:
        who = applicants[0]
        schedule = testing.Schedule(at - dt.timedelta(days=50), at)
        case, answers = filed(service, who, schedule)
        application = models.Application.objects.get(id=case)
        secret_texts |= {*texts_in(answers), application.reference}
        secret_texts.add(references.pretty(application.reference))
        secret_ids |= {case, who.by.id, who.contact.id, application.answers_id}
        for target in (State.RETURNED, State.AMENDED, State.GRANTED, State.REFUSED):
            try:
                testing.advance(case, target, who, schedule)
            except LookupError:
                continue  # the way of this service has no such state
    secret_ids |= {row.actor for row in Access.objects.exclude(actor=UUID(int=0))}
    published = leaves_of_all()
    # An answer that was chosen from a list, such as PERSON, may be a word of the log's.
    own_words = " ".join(ENTRY_TYPES)
    for text in (one for one in secret_texts if one not in own_words):
        for encoded in encodings(text):
            assert encoded not in published, text
    for one in secret_ids:
        for encoded in encodings_of_id(one):
            assert encoded not in published, one


def test_the_search_finds_what_is_planted() -> None:
    for encoded in (
        CANARY.encode(),
        CANARY.lower().encode("utf-16-le"),
        hashlib.sha256(CANARY.encode()).digest(),
        base64.b64encode(b"xy" + CANARY.encode() + b"z"),
        CANARY.encode().hex().encode(),
    ):
        planted = b"\x00" * 40 + encoded + b"\x00" * 40
        assert any(one in planted for one in encodings(CANARY))
    assert any(one in UUID(int=7**40).bytes for one in encodings_of_id(UUID(int=7**40)))
