"""Two services: one issues a document, the other asks for it and for the same card."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.conf import settings
from tests import snapshots

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    drafting,
    reusing,
)
from balarea.applications.queries import reuse
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, arrange_on
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries as catalogue_queries
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.vault import operations as vault

# One issues a document; the other asks for it, and for the same card, as R1.
SOURCE, TARGET, CARD = "DKC-012", "DNK-001", "documents.identity_card"
MONTHS = 12


def _with(
    definition: engine.Definition, requirement: str, **keys: Any
) -> engine.Definition:
    changed = tuple(
        msgspec.structs.replace(one, **keys) if one.id == requirement else one
        for one in definition.requirements
    )
    return msgspec.structs.replace(
        definition, requirements=changed, version=definition.version + 1000
    )


@pytest.fixture
def who(applicants: Applicants, at: dt.datetime) -> testing.Applicant:
    """The first applicant, where `TARGET` takes again what `SOURCE` has or issues."""
    shipped = catalogue_testing.online()
    changed = {
        SOURCE: _with(shipped[SOURCE], "R2", part=CARD, valid_for=MONTHS),
        TARGET: _with(
            shipped[TARGET],
            "R1",
            part=CARD,
            valid_for=MONTHS,
            fulfilled_by=(SOURCE,),
        ),
    }

    def publish() -> None:
        codes = catalogue_queries.services()
        folder = Path(settings.BALAREA_SERVICES_DIR)
        catalogue.publish(
            definitions=[changed.get(code, shipped[code]) for code in codes],
            agencies=engine.load_agencies(folder),
            by=SYSTEM,
            at=at - dt.timedelta(days=60),
        )

    snapshots.arrange("services with files that are used again", publish)
    return applicants[0]


@pytest.fixture
def schedule(at: dt.datetime) -> testing.Schedule:
    return testing.Schedule(at - dt.timedelta(days=40), at)


def issued(who: testing.Applicant, schedule: testing.Schedule) -> models.Application:
    """An application for `SOURCE` whose document is issued."""

    def issue() -> UUID:
        case = testing.draft(SOURCE, who, schedule)
        testing.submit(case, who, schedule)
        testing.advance(case, State.ISSUED, who, schedule)
        return case

    return queries.case(
        arrange_on(schedule, ("issued", who.contact.id, who.number), issue)
    )


def issued_document(
    who: testing.Applicant, schedule: testing.Schedule
) -> tuple[models.Application, documents.IssuedDocument]:
    """The same, with its document."""
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    assert document is not None
    return application, document


def begun(who: testing.Applicant, schedule: testing.Schedule) -> UUID:
    """A draft of `TARGET` that lacks the file of R1 only."""

    def begin() -> UUID:
        case = testing.draft(TARGET, who, schedule)
        detach_card(case, who, schedule)
        return case

    return arrange_on(schedule, ("begun", who.contact.id, who.number), begin)


def detach_card(case: UUID, who: testing.Applicant, schedule: testing.Schedule) -> None:
    """Remove the draft's file of R1."""
    drafting.detach(
        case=case,
        owners=own(who),
        evidence=card_of(case).id,
        by=who.by,
        at=schedule.next(),
    )


def own(who: testing.Applicant) -> frozenset[UUID]:
    return frozenset({who.contact.id})


def evidence_of(case: UUID) -> Sequence[documents.Evidence]:
    return document_queries.evidence_of(case)


def card_of(case: UUID) -> documents.Evidence:
    [card] = [one for one in evidence_of(case) if one.requirement == "R1"]
    return card


def offered(case: UUID, who: testing.Applicant, at: dt.datetime) -> reuse.Reusable:
    draft, answers = testing.own_answers(case, who, at)
    requirement = queries.requirement_with_files(draft, answers, "R1", at)
    return reuse.reusable(
        draft, answers, requirement, owners=own(who), today=clock.today(at)
    )


def use(case: UUID, source: UUID, who: testing.Applicant, at: dt.datetime) -> None:
    reusing.reuse(
        case=case,
        owners=own(who),
        requirement="R1",
        source=source,
        by=who.by,
        at=at,
    )


def refused(case: UUID, source: UUID, who: testing.Applicant, at: dt.datetime) -> None:
    with pytest.raises(errors.NotReusable):
        use(case, source, who, at)
    assert not [one for one in evidence_of(case) if one.requirement == "R1"]


def renamed(case: UUID, who: testing.Applicant, at: dt.datetime) -> None:
    """Answer the draft with another person's NIK."""
    draft, answers = testing.own_answers(case, who, at)
    answers["nik"] = answers["nik"][:12] + "9998"
    vault.replace(
        sealed=draft.answers,
        case=case,
        name="answers",
        content=msgspec.json.encode(answers),
        by=who.by,
        at=at,
    )


def content_of(
    item: documents.Evidence, who: testing.Applicant, at: dt.datetime
) -> bytes:
    content, _, _ = document_operations.open_evidence(
        evidence=item, by=who.by, purpose="OWN_DATA", at=at
    )
    return content


def problems(case: UUID, who: testing.Applicant, at: dt.datetime) -> list[str]:
    draft, answers = testing.own_answers(case, who, at)
    evidence = queries.evidence_of(draft)
    problems_now = queries.problems(draft, answers, evidence, clock.today(at))
    return [f"{one.field} {one.code}" for one in problems_now]
