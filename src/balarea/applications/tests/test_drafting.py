"""A draft: who may begin one, how long it waits, and what it leaves in the log."""

import datetime as dt
from typing import Any

import pytest
from tests.log_facts import LogFacts

from balarea.applications import errors, models, permissions, queries, rules, testing
from balarea.applications.operations import (
    discarding,
    drafting,
    message_address,
)
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn
from balarea.catalogue import queries as catalogue
from balarea.documents import testing as document_testing
from balarea.foundation import ids
from balarea.foundation.errors import NotFound
from balarea.people import testing as people
from balarea.vault import models as vault

pytestmark = pytest.mark.django_db
FAMILY_CARD = "DKC-012"


def begin(applicants: Applicants, at: dt.datetime) -> models.Draft:
    who = applicants[0]
    case = drafting.begin(
        service=FAMILY_CARD,
        contact=who.contact.id,
        language="id",
        key=str(ids.uuid7()),
        by=who.by,
        at=at,
    )
    return models.Draft.objects.get(id=case)


def own(applicants: Applicants) -> frozenset[Any]:
    return frozenset({applicants[0].contact.id})


def test_each_draft_is_logged_and_there_are_only_so_many(
    applicants: Applicants, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    for _ in range(rules.MAX_DRAFTS):
        begin(applicants, at)
    assert log_facts == [("DRAFTED", {})] * rules.MAX_DRAFTS
    with pytest.raises(errors.TooManyDrafts):
        begin(applicants, at)


def test_a_draft_waits_for_its_days_and_not_a_moment_longer(
    applicants: Applicants, at: dt.datetime
) -> None:
    draft = begin(applicants, at)
    end = draft.expires_at
    assert end is not None
    assert end == at + dt.timedelta(days=rules.DRAFT_DAYS)
    permissions.check_not_expired(draft, end - dt.timedelta(microseconds=1))
    with pytest.raises(errors.DraftExpired):
        permissions.check_not_expired(draft, end)
    draft.expires_at = None
    permissions.check_not_expired(draft, end)


def test_a_file_is_taken_off_by_its_owner_once(
    applicants: Applicants, at: dt.datetime
) -> None:
    draft = begin(applicants, at)
    definition = catalogue.definition(draft.definition)
    upload = next(one for one in definition.requirements if one.evidence == "UPLOAD")
    testing.attach(draft.id, upload, applicants[0], testing.Schedule(at, at))
    [file] = queries.current_evidence(draft.id)
    step: dict[str, Any] = {"case": draft.id, "by": applicants[0].by, "at": at}
    with pytest.raises(NotFound):
        drafting.detach(owners=frozenset(), evidence=file.id, **step)
    with pytest.raises(NotFound):
        drafting.detach(owners=own(applicants), evidence=ids.uuid7(), **step)
    later = at + dt.timedelta(hours=1)
    drafting.detach(owners=own(applicants), evidence=file.id, **step | {"at": later})
    assert not queries.current_evidence(draft.id)
    with pytest.raises(NotFound):
        drafting.detach(owners=own(applicants), evidence=file.id, **step)
    draft.refresh_from_db()
    assert draft.saved_at == later
    assert draft.expires_at == later + dt.timedelta(days=rules.DRAFT_DAYS)


def test_files_beyond_the_limit_of_all_drafts_are_refused(
    applicants: Applicants, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = testing.Schedule(at, at)
    draft = begin(applicants, at)
    monkeypatch.setattr(drafting, "MAX_DRAFT_BYTES", 10)
    definition = catalogue.definition(draft.definition)
    upload = next(one for one in definition.requirements if one.evidence == "UPLOAD")
    with pytest.raises(errors.DraftsTooLarge):
        testing.attach(draft.id, upload, applicants[0], schedule)


def test_a_file_counts_with_what_is_stored_of_it(
    applicants: Applicants, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(applicants, at)
    definition = catalogue.definition(draft.definition)
    upload = next(one for one in definition.requirements if "PDF" in one.accepts)
    content = document_testing.page("Kartu keluarga", "Siti Rahayu")
    monkeypatch.setattr(drafting, "MAX_DRAFT_BYTES", len(content))
    with pytest.raises(errors.DraftsTooLarge):
        drafting.attach(
            case=draft.id,
            owners=own(applicants),
            requirement=upload.id,
            name="kk.pdf",
            content=content,
            by=applicants[0].by,
            at=at,
        )


def test_news_of_a_draft_go_to_another_contact_of_one_s_own(
    applicants: Applicants, at: dt.datetime
) -> None:
    draft = begin(applicants, at)
    second, _ = people.verified_contact("+6281299990001", at)
    step: dict[str, Any] = {"case": draft.id, "by": applicants[0].by, "at": at}
    with pytest.raises(NotFound):
        message_address.choose_contact(
            owners=own(applicants), contact=second.id, **step
        )
    both = own(applicants) | {second.id}
    row = message_address.choose_contact(owners=both, contact=second.id, **step)
    assert row.id == draft.id
    assert models.Draft.objects.get(id=draft.id).contact_id == second.id
    again = message_address.choose_contact(owners=both, contact=second.id, **step)
    assert again.contact_id == second.id


def test_expired_drafts_are_counted_as_they_go(
    applicants: Applicants, at: dt.datetime
) -> None:
    draft = begin(applicants, at)
    end = draft.expires_at
    assert end is not None
    assert discarding.expire(at=end - dt.timedelta(microseconds=1)) == 0
    assert discarding.expire(at=end) == 1
    assert discarding.expire(at=end) == 0
    assert not models.Draft.objects.filter(id=draft.id).exists()
    assert not vault.Sealed.objects.filter(key=draft.id).exists()
    assert vault.CaseKey.objects.get(case=draft.id).wrapped is None


def test_a_draft_that_was_saved_elsewhere_is_not_thrown_away(
    applicants: Applicants, at: dt.datetime
) -> None:
    draft = begin(applicants, at)
    step: dict[str, Any] = {
        "case": draft.id,
        "owners": own(applicants),
        "by": applicants[0].by,
        "at": at,
    }
    with pytest.raises(errors.ChangedMeanwhile):
        discarding.discard(seen_saved_at="2026-01-01T00:00:00+00:00", **step)
    discarding.discard(seen_saved_at=draft.saved_at.isoformat(), **step)
    assert not models.Draft.objects.filter(id=draft.id).exists()


def test_an_amendment_is_not_thrown_away_like_a_draft(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(FAMILY_CARD, State.RETURNED)
    with pytest.raises(errors.CannotWithdraw):
        discarding.discard(
            case=application.id,
            owners=own(applicants),
            by=applicants[0].by,
            at=at,
        )
    assert models.Draft.objects.filter(id=application.id).exists()
