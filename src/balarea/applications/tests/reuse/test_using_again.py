"""Copying own documents and files into a draft: access, limits and the new seal."""

import pytest

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    drafting,
    reusing,
)
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, officer_for
from balarea.applications.tests.reuse.conftest import (
    TARGET,
    begun,
    card_of,
    content_of,
    evidence_of,
    issued,
    issued_document,
    offered,
    own,
    refused,
    use,
)
from balarea.catalogue import queries as catalogue_queries
from balarea.documents import errors as document_errors
from balarea.documents import operations as document_operations
from balarea.documents import queries as document_queries
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action
from balarea.transparency.testing import entries_of
from balarea.vault import errors as vault_errors
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db


def test_takes_a_document_that_was_issued_here(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    _, document = issued_document(who, schedule)
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
    application, document = issued_document(who, schedule)
    case, at = begun(who, schedule), schedule.next()
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
    _, document = issued_document(who, schedule)
    case, at = begun(who, schedule), schedule.next()
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
            owners=own(who),
            requirement="R1",
            source=document.id,
            by=who.by,
            at=at,
        )
    assert not Access.objects.filter(purpose="REUSE").exists()


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
    _, document = issued_document(who, schedule)
    case = testing.draft(TARGET, who, schedule)
    with pytest.raises(document_errors.TooManyFiles):
        use(case, document.id, who, schedule.next())
    assert card_of(case).origin == "UPLOADED"


def test_an_officer_who_uses_it_again_for_somebody_is_recorded_as_serving_them(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    application, document = issued_document(who, schedule)
    officer = officer_for(Action.VERIFY, application)["by"]
    case, at = testing.draft(TARGET, who, schedule), schedule.next()
    document_operations.copy_document(
        document=document,
        case=case,
        requirement="R1",
        max_files=9,
        agency="DNK",
        service=TARGET,
        by=officer,
        at=at,
    )
    [access] = Access.objects.filter(case=application.id, actor=officer.id, at=at)
    assert access.purpose == "COUNTER"


def test_counts_what_was_sent_though_held_and_what_was_used_again(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    issued(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    use(case, offered(case, who, at).documents[0].id, who, at)
    testing.submit(case, who, schedule)
    filing_row = models.Filing.objects.get(application=case)
    held_by_register = sum(
        one.held_by is not None
        for one in catalogue_queries.current(TARGET).requirements
        if one.id in {item.requirement for item in evidence_of(case)} - {"R1"}
    )
    assert (filing_row.sent_though_held, filing_row.reused) == (held_by_register, 1)


def test_an_amendment_uses_again_too(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    issued(who, schedule)
    case = testing.draft(TARGET, who, schedule)
    testing.submit(case, who, schedule)
    testing.advance(case, State.RETURNED, who, schedule)  # R1 is the defect
    at = schedule.next()
    offers = offered(case, who, at)
    use(case, offers.documents[0].id, who, at)
    testing.submit(case, who, schedule)
    assert queries.case(case).state == State.AMENDED
    first, second = models.Filing.objects.filter(application=case).order_by("at")
    assert (second.sent_though_held, second.reused) == (0, 1)
    assert first.reused == 0


def test_a_pdf_is_copied_with_what_was_sent(
    who: testing.Applicant, schedule: testing.Schedule
) -> None:
    sends_pdfs = testing.Applicant(who.contact, who.by, who.name, number=2)
    application = issued(sends_pdfs, schedule)
    [source] = [one for one in evidence_of(application.id) if one.requirement == "R2"]
    assert source.has_original
    case, at = begun(sends_pdfs, schedule), schedule.next()
    use(case, source.id, sends_pdfs, at)
    copy = card_of(case)
    assert copy.has_original
    assert (copy.kind, copy.pages, copy.sent_size) == ("PDF", 1, source.sent_size)
    sent, again = (
        document_operations.open_sent(
            evidence=item, by=who.by, purpose="OWN_DATA", at=at
        )
        for item in (source, copy)
    )
    assert sent == again


def test_obeys_the_size_of_all_drafts(
    who: testing.Applicant,
    schedule: testing.Schedule,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issued(who, schedule)
    case, at = begun(who, schedule), schedule.next()
    monkeypatch.setattr(drafting, "MAX_DRAFT_BYTES", 1)
    offers = offered(case, who, at)
    for source in (offers.documents[0].id, offers.files[0].file.id):
        with pytest.raises(errors.DraftsTooLarge):
            use(case, source, who, at)
