"""What was given once is used again: only one's own, only while valid, sealed anew."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.conf import settings

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    drafting,
    reusing,
    revoking,
    sealed_contents,
    verifying,
)
from balarea.applications.queries import reuse
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, officer_for
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries as catalogue_queries
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import errors as document_errors
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.documents import queries as document_queries
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action
from balarea.transparency.testing import entries_of
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
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
    codes = catalogue_queries.services()
    folder = Path(settings.BALAREA_SERVICES_DIR)
    catalogue.publish(
        definitions=[changed.get(code, shipped[code]) for code in codes],
        agencies=engine.load_agencies(folder),
        by=SYSTEM,
        at=at - dt.timedelta(days=60),
    )
    return applicants[0]


@pytest.fixture
def schedule(at: dt.datetime) -> testing.Schedule:
    return testing.Schedule(at - dt.timedelta(days=40), at)


def issued(who: testing.Applicant, schedule: testing.Schedule) -> models.Application:
    case = testing.draft(SOURCE, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, State.ISSUED, who, schedule)
    return queries.case(case)


def begun(who: testing.Applicant, schedule: testing.Schedule) -> UUID:
    """A draft of `TARGET` that lacks the file of R1 only."""
    case = testing.draft(TARGET, who, schedule)
    [card] = [one for one in evidence_of(case) if one.requirement == "R1"]
    drafting.detach(
        case=case, contacts=own(who), evidence=card.id, by=who.by, at=schedule.next()
    )
    return case


def own(who: testing.Applicant) -> frozenset[UUID]:
    return frozenset({who.contact.id})


def evidence_of(case: UUID) -> Sequence[documents.Evidence]:
    return document_queries.evidence_of(case)


def card_of(case: UUID) -> documents.Evidence:
    [card] = [one for one in evidence_of(case) if one.requirement == "R1"]
    return card


def offered(case: UUID, who: testing.Applicant, at: dt.datetime) -> reuse.Reusable:
    draft = queries.draft(case, own(who))
    assert draft is not None
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    requirement = queries.requirement_with_files(draft, answers, "R1")
    return reuse.reusable(
        draft, answers, requirement, contacts=own(who), today=clock.today(at)
    )


def use(case: UUID, source: UUID, who: testing.Applicant, at: dt.datetime) -> None:
    reusing.reuse(
        case=case,
        contacts=own(who),
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
    draft = queries.draft(case, own(who))
    assert draft is not None
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
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
    draft = queries.draft(case, own(who))
    assert draft is not None
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    evidence = queries.evidence_of(draft)
    found = queries.problems(draft, answers, evidence, clock.today(at))
    return [f"{one.field} {one.code}" for one in found]


def test_takes_a_document_that_was_issued_here(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    assert document is not None
    case, at = begun(who, schedule), schedule.next()
    assert offered(case, who, at).documents == (document,)
    use(case, document.id, who, at)
    copy = card_of(case)
    assert (copy.origin, copy.origin_number) == ("ISSUED", document.number)
    assert bytes(copy.sha256) == bytes(document.sha256 or b"")
    assert copy.sealed.key_id == case
    assert not copy.has_original
    assert not offered(case, who, at).documents
    testing.submit(case, who, schedule)
    assert queries.case(case).state == State.RECEIVED


def test_takes_an_earlier_file_for_the_same_part(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    [source] = [one for one in evidence_of(application.id) if one.requirement == "R2"]
    case, at = begun(who, schedule), schedule.next()
    [earlier] = offered(case, who, at).files
    assert (earlier.file.id, earlier.application.id) == (source.id, application.id)
    use(case, source.id, who, at)
    copy = card_of(case)
    assert (copy.origin, copy.origin_number) == ("REUSED", application.reference)
    assert (copy.since, copy.added_at) == (source.added_at, at)
    assert content_of(copy, who, at) == content_of(source, who, at)


def test_leaves_an_access_that_its_owner_sees_as_their_own(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    case, at = begun(who, schedule), schedule.next()
    assert document is not None
    use(case, document.id, who, at)
    [access] = Access.objects.filter(purpose="REUSE")
    assert (access.case, access.names) == (application.id, ["document"])
    assert (access.actor_kind, access.actor) == (who.by.kind, who.by.id)
    [group] = [
        one
        for one in vault_queries.access_summary(application.id).others.groups
        if one.purpose == "REUSE"
    ]
    assert group.office == ""
    types = [entry.type for entry in entries_of(application.id)]
    assert types[-1] == "REUSED"
    assert "EVIDENCE_ADDED" in [entry.type for entry in entries_of(case)]
    assert not [
        one
        for one in vault_queries.accesses_by_others(application.id).groups
        if one.purpose == "REUSE"
    ]


def test_copies_once_when_it_is_pressed_twice(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    case, at = begun(who, schedule), schedule.next()
    assert document is not None
    use(case, document.id, who, at)
    use(case, document.id, who, schedule.next())
    assert card_of(case).origin == "ISSUED"
    assert Access.objects.filter(purpose="REUSE").count() == 1


def test_never_reaches_what_is_somebody_else_s(
    who: testing.Applicant, applicants: Applicants, schedule: testing.Schedule
) -> None:
    other = testing.Applicant(
        applicants[1].contact, applicants[1].by, who.name, who.number
    )
    application = issued(other, schedule)  # for the same NIK, by another contact
    document = document_queries.document_of(application.id)
    assert document is not None
    case, at = begun(who, schedule), schedule.next()
    assert not offered(case, who, at)
    refused(case, document.id, who, at)
    for item in evidence_of(application.id):
        refused(case, item.id, who, at)
    theirs = begun(other, schedule)
    with pytest.raises(NotFound):
        reusing.reuse(
            case=theirs,
            contacts=own(who),
            requirement="R1",
            source=document.id,
            by=who.by,
            at=at,
        )
    assert not Access.objects.filter(purpose="REUSE").exists()


def test_is_not_offered_to_a_draft_for_another_person(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    assert document is not None
    case, at = begun(who, schedule), schedule.next()
    renamed(case, who, at)
    assert not offered(case, who, at)
    refused(case, document.id, who, at)


@pytest.mark.parametrize("kind", ["documents", "files"])
def test_can_not_be_filed_for_another_person_afterwards(
    who: testing.Applicant, schedule: testing.Schedule, kind: str
) -> None:
    issued(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    found = offered(case, who, at)
    source = found.documents[0].id if kind == "documents" else found.files[0].file.id
    use(case, source, who, at)
    assert problems(case, who, at) == []
    renamed(case, who, at)
    assert problems(case, who, at) == ["R1 EVIDENCE_UNFIT"]


def test_a_document_that_ended_is_neither_offered_nor_filed(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    assert document is not None
    assert document.valid_until is not None
    case, at = begun(who, schedule), schedule.next()
    last = clock.start_of(document.valid_until)
    after = last + dt.timedelta(days=1)
    assert offered(case, who, last).documents
    assert not offered(case, who, after).documents
    use(case, document.id, who, at)
    assert problems(case, who, last) == []
    assert problems(case, who, after) == ["R1 EVIDENCE_UNFIT"]


def test_a_document_revoked_meanwhile_stops_the_filing(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    assert document is not None
    case, at = begun(who, schedule), schedule.next()
    use(case, document.id, who, at)
    revoking.revoke(
        case=application.id,
        reason=testing.REFUSAL,
        **officer_for(Action.REVOKE, application),
        at=schedule.next(),
    )
    with pytest.raises(errors.Incomplete) as raised:
        testing.submit(case, who, schedule)
    [problem] = raised.value.params["problems"]
    assert (problem.field, problem.code) == ("R1", "EVIDENCE_UNFIT")
    drafting.detach(
        case=case,
        contacts=own(who),
        evidence=card_of(case).id,
        by=who.by,
        at=schedule.next(),
    )
    assert not offered(case, who, schedule.next()).documents


def test_a_file_is_usable_for_its_months_however_often_it_is_copied(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    [source] = [one for one in evidence_of(application.id) if one.requirement == "R2"]
    case, at = begun(who, schedule), schedule.next()
    use(case, source.id, who, at)
    testing.submit(case, who, schedule)
    again = begun(who, schedule)
    [earlier] = offered(again, who, schedule.next()).files  # the copy and it are one
    last = clock.start_of(earlier.until)
    assert clock.today(source.added_at) < clock.today(last)
    assert earlier.until == engine.usable_until(
        catalogue_queries.current(TARGET).requirements[0], clock.today(source.added_at)
    )
    assert offered(again, who, last).files
    assert not offered(again, who, last + dt.timedelta(days=1)).files


def test_a_file_that_an_officer_found_wrong_is_not_offered(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    case = testing.draft(SOURCE, who, schedule)
    testing.submit(case, who, schedule)
    target = begun(who, schedule)
    [earlier] = offered(target, who, schedule.next()).files
    verifying.save_marks(
        case=case,
        marks={"R2": False},
        remarks={"R2": testing.DEFECT},
        **officer_for(Action.VERIFY, queries.case(case)),
        at=schedule.next(),
    )
    assert not offered(target, who, schedule.next()).files
    refused(target, earlier.file.id, who, schedule.next())


def test_erasing_either_case_leaves_the_other_whole(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    [source] = [one for one in evidence_of(application.id) if one.requirement == "R2"]
    first, second = begun(who, schedule), begun(who, schedule)
    at = schedule.next()
    use(first, source.id, who, at)
    use(second, source.id, who, at)
    content = content_of(source, who, at)
    vault.erase(case=first, by=SYSTEM, at=at)
    assert content_of(source, who, at) == content
    vault.erase(case=application.id, by=SYSTEM, at=at)
    assert content_of(card_of(second), who, at) == content
    for erased in (
        card_of(first),
        document_queries.evidence(source.id, case=source.case),
    ):
        with pytest.raises(vault_errors.Erased):
            content_of(erased, who, at)
    third = begun(who, schedule)
    assert not offered(third, who, at), "what can't be opened is not offered"


def test_obeys_the_number_of_files(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    document = document_queries.document_of(application.id)
    assert document is not None
    case = testing.draft(TARGET, who, schedule)
    with pytest.raises(document_errors.TooManyFiles):
        use(case, document.id, who, schedule.next())
    assert card_of(case).origin == "UPLOADED"


def test_no_officer_opens_anything_to_use_it_again(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application = issued(who, schedule)
    officer = officer_for(Action.VERIFY, application)["by"]
    document = document_queries.document_of(application.id)
    assert document is not None
    with pytest.raises(ValueError, match="REUSE"):
        document_operations.copy_document(
            document=document,
            case=ids.uuid7(),
            requirement="R1",
            max_files=1,
            agency="DNK",
            service=TARGET,
            by=officer,
            at=schedule.next(),
        )


def test_counts_what_was_sent_though_held_and_what_was_used_again(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    issued(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    use(case, offered(case, who, at).documents[0].id, who, at)
    testing.submit(case, who, schedule)
    filing_row = models.Filing.objects.get(application=case)
    held = sum(
        one.held_by is not None
        for one in catalogue_queries.current(TARGET).requirements
        if one.id in {item.requirement for item in evidence_of(case)} - {"R1"}
    )
    assert (filing_row.sent_though_held, filing_row.reused) == (held, 1)


def test_an_amendment_uses_again_too(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    issued(who, schedule)
    case = testing.draft(TARGET, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, State.RETURNED, who, schedule)  # R1 is the defect
    at = schedule.next()
    found = offered(case, who, at)
    use(case, found.documents[0].id, who, at)
    testing.submit(case, who, schedule)
    assert queries.case(case).state == State.AMENDED
    first, second = models.Filing.objects.filter(application=case).order_by("at")
    assert (second.sent_though_held, second.reused) == (0, 1)
    assert first.reused == 0
