"""A newborn's certificate is used again: same owner, same name, same day of birth."""

import datetime as dt
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from django.conf import settings

from balarea.applications import models, queries, testing
from balarea.applications.operations import drafting, sealed_contents
from balarea.applications.queries import copies
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants
from balarea.applications.tests.reuse.conftest import (
    card_of,
    evidence_of,
    offered,
    own,
    problems,
    refused,
    use,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries as catalogue_queries
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import queries as document_queries
from balarea.documents.models import IssuedDocument
from balarea.foundation.operation import SYSTEM
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db
BIRTH, CARD = "DKC-016", "DKC-008"  # the card asks for the certificate as R1


@pytest.fixture
def schedule(at: dt.datetime) -> testing.Schedule:
    return testing.Schedule(at - dt.timedelta(days=40), at)


@pytest.fixture
def parent(applicants: Applicants, at: dt.datetime) -> testing.Applicant:
    """The first applicant, where children get their cards as well."""
    shipped = catalogue_testing.online()
    catalogue.publish(
        definitions=[shipped[code] for code in {*catalogue_queries.services(), CARD}],
        agencies=engine.load_agencies(Path(settings.BALAREA_SERVICES_DIR)),
        by=SYSTEM,
        at=at - dt.timedelta(days=60),
    )
    return applicants[0]


def born(
    who: testing.Applicant, schedule: testing.Schedule
) -> tuple[models.Application, IssuedDocument, str]:
    """A birth with its certificate, and the day; the child has the applicant's name."""
    case = testing.draft(BIRTH, who, schedule)
    draft = queries.draft(case, own(who))
    assert draft is not None
    answers = sealed_contents.open_own_answers(
        application=draft, by=who.by, at=schedule.next()
    )
    testing.submit(case, who, schedule)
    testing.advance(case, State.ISSUED, who, schedule)
    document = document_queries.document_of(case)
    assert document is not None
    return queries.case(case), document, answers["child_birth_date"]


def card_for(who: testing.Applicant, schedule: testing.Schedule, **child: str) -> UUID:
    """A draft for the card of a child with these answers; R1 is missing."""
    case = testing.draft(CARD, who, schedule)
    for file in evidence_of(case):
        if file.requirement == "R1":
            drafting.detach(
                case=case,
                owners=own(who),
                evidence=file.id,
                by=who.by,
                at=schedule.next(),
            )
    answer(case, who, schedule, **child)
    return case


def answer(
    case: UUID, who: testing.Applicant, schedule: testing.Schedule, **child: str
) -> None:
    draft, at = queries.draft(case, own(who)), schedule.next()
    assert draft is not None
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    vault.replace(
        sealed=draft.answers,
        case=case,
        name="answers",
        content=msgspec.json.encode({**answers, **child}),
        by=who.by,
        at=at,
    )


def test_the_certificate_of_a_newborn_is_offered_to_the_same_owner(
    parent: testing.Applicant, schedule: testing.Schedule
) -> None:
    application, document, day = born(parent, schedule)
    assert application.holder_index is None
    assert application.person_index is not None
    name = f"  {parent.name.upper()} "
    case = card_for(parent, schedule, child_name=name, child_birth_date=day)
    at = schedule.next()
    assert offered(case, parent, at).documents == (document,)
    assert "R1 EVIDENCE_MISSING" in problems(case, parent, at)
    use(case, document.id, parent, at)
    copy = card_of(case)
    assert (copy.origin, copy.origin_number) == ("ISSUED", document.number)
    assert not [one for one in problems(case, parent, at) if one.startswith("R1 ")]


@pytest.mark.parametrize(
    "other", [{"child_name": "Anak Lain"}, {"child_birth_date": "2026-01-02"}]
)
def test_another_child_s_certificate_is_not_offered(
    parent: testing.Applicant, schedule: testing.Schedule, other: dict[str, str]
) -> None:
    _, document, day = born(parent, schedule)
    child = {"child_name": parent.name, "child_birth_date": day, **other}
    case, at = card_for(parent, schedule, **child), schedule.next()
    assert not offered(case, parent, at).documents
    refused(case, document.id, parent, at)


def test_nobody_else_is_offered_it_by_name_and_day(
    parent: testing.Applicant, applicants: Applicants, schedule: testing.Schedule
) -> None:
    _, document, day = born(parent, schedule)
    other = applicants[1]
    case = card_for(other, schedule, child_name=parent.name, child_birth_date=day)
    at = schedule.next()
    assert not offered(case, other, at)
    refused(case, document.id, other, at)


def test_a_copy_does_not_fit_when_the_child_is_another_at_filing(
    parent: testing.Applicant, schedule: testing.Schedule
) -> None:
    _, document, day = born(parent, schedule)
    case = card_for(parent, schedule, child_name=parent.name, child_birth_date=day)
    use(case, document.id, parent, schedule.next())
    answer(case, parent, schedule, child_name="Anak Lain")
    assert [
        one for one in problems(case, parent, schedule.next()) if one.startswith("R1 ")
    ]


def test_who_has_a_nik_is_found_by_it_alone(
    parent: testing.Applicant, schedule: testing.Schedule
) -> None:
    case = testing.draft("DKC-012", parent, schedule)
    testing.submit(case, parent, schedule)
    application = queries.case(case)
    assert application.holder_index is not None
    assert application.person_index is None


def test_a_requirement_of_another_person_is_not_matched_by_name() -> None:
    card = catalogue_testing.online()[CARD]
    answers = {
        "child_name": "Budi Contoh",
        "child_birth_date": "2026-01-02",
        "child_nik": "9999010201260001",
        "nik": "9999014107900001",
    }
    [requirement] = [one for one in card.requirements if one.id == "R1"]
    assert len(copies.holder_indexes(card, answers, requirement)) == 2
    of_a_parent = msgspec.structs.replace(requirement, holder="nik")
    assert copies.holder_indexes(card, answers, of_a_parent) == {
        copies.holder_index(card, answers, of_a_parent)
    }
    assert not copies.holder_indexes(card, {"child_name": "Budi"}, requirement)
