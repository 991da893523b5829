"""Cases that continue another one: renewals and transfers."""

import datetime as dt
import functools
from typing import Any
from unittest import mock

import pytest

from balarea.applications import (
    after_issue_rules,
    errors,
    models,
    queries,
    testing,
)
from balarea.applications.operations import (
    drafting,
    front_desk,
    renewing,
    sealed_contents,
    transferring,
)
from balarea.applications.queries import after_issue
from balarea.applications.queries import front_desk as desk_queries
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.issued import (
    ENDING,
    document_of,
    in_force,
    lost,
    said,
    verdict,
)
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.applications.tests.recorded import params_of
from balarea.applications.tests.test_talking import without_contact
from balarea.applications.views.officer import case as case_views
from balarea.applications.views.officer import front_desk as front_desk_views
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind, Verdict
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotPermitted
from balarea.notices.models import Message
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def test_renews_in_time_with_the_earlier_answers(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    me, earlier = applicants[0], document_of(application)
    assert earlier.valid_until is not None
    definition = catalogue.definition(application.definition)
    assert definition.renewal is not None
    first = after_issue_rules.renewal_from(
        earlier.valid_until, definition.renewal.days_before
    )

    def begin(on: dt.date) -> Any:
        return renewing.begin_renewal(
            case=application.id,
            owners=me.owners,
            key="a key",
            by=me.by,
            at=clock.start_of(on) + dt.timedelta(hours=9),
        )

    with pytest.raises(errors.CannotRenew):
        begin(first - DAY)
    assert renewing.remind_to_renew(at=clock.start_of(first - DAY)) == 0
    assert renewing.remind_to_renew(at=clock.start_of(first)) == 1
    assert renewing.remind_to_renew(at=clock.start_of(first)) == 0
    assert params_of(application, "RENEW_SOON") == {
        "number": earlier.number,
        "ends_on": earlier.valid_until.isoformat(),
    }
    draft = begin(first)
    assert begin(first) == draft  # the same one, however often it is pressed
    begun = queries.draft(draft, me.owners)
    assert begun is not None
    assert begun.pages_done == []
    answers = sealed_contents.open_own_answers(application=begun, by=me.by, at=at)
    before = sealed_contents.open_own_answers(application=application, by=me.by, at=at)
    assert answers == before | {"request": "RENEWAL", "old_permit": earlier.number}
    succession = after_issue.succession_of(draft)
    assert succession is not None
    assert (succession.earlier_id, succession.kind) == (application.id, "RENEWED")


def test_a_document_passes_to_whoever_has_the_holders_code(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    holder, successor = applicants[0], applicants[1]
    mine: dict[str, Any] = {
        "case": application.id,
        "owners": holder.owners,
        "by": holder.by,
        "at": at,
    }
    theirs: dict[str, Any] = {
        "contact": successor.contact.id,
        "language": "id",
        "key": "a key",
        "by": successor.by,
        "at": at,
    }
    consent = transferring.agree(**mine)
    assert transferring.agree(**mine).id == consent.id
    transferring.withdraw_consent(**mine)
    code = after_issue.consent_code(consent)
    assert transferring.begin_transfer(code=code, **theirs) is None
    code = after_issue.consent_code(transferring.agree(**mine))
    assert transferring.begin_transfer(code=code[:-1] + "?", **theirs) is None
    draft = transferring.begin_transfer(code=code.lower(), **theirs)
    assert draft is not None
    begun = queries.draft(draft, successor.owners)
    assert begun is not None
    assert queries.draft(draft, holder.owners) is None
    answers = sealed_contents.open_own_answers(
        application=begun, by=successor.by, at=at
    )
    assert answers["request"] == "TRANSFER"
    assert answers["old_permit"] == document_of(application).number
    assert "stall_number" in answers
    assert "full_name" not in answers  # nothing about the holder
    with pytest.raises(errors.CannotTransfer):  # somebody applies for it already
        transferring.agree(**mine)
    assert after_issue.followed_document(draft) == (
        document_of(application),
        LinkKind.TRANSFERRED,
    )


def test_who_has_no_contact_is_told_in_time_and_renews_at_the_desk(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    desk = officer_for(Action.RECEIVE, application)
    scope = desk["scope"]
    without_contact(application, desk, at)
    tell = functools.partial(front_desk.tell, case=application.id, **desk)
    tell(seen_revision=application.revision, at=at)
    earlier = document_of(application)
    renewal = catalogue.definition(application.definition).renewal
    assert renewal is not None
    assert earlier.valid_until is not None
    first = after_issue_rules.renewal_from(earlier.valid_until, renewal.days_before)
    on = clock.start_of(first) + dt.timedelta(hours=9)

    def begin(at: dt.datetime) -> Any:
        return renewing.begin_renewal_at_desk(
            case=application.id, key="a key", at=at, **desk
        )

    with pytest.raises(errors.CannotRenew):
        begin(on - DAY)
    assert application not in desk_queries.to_tell(scope, first - DAY)
    assert application in desk_queries.to_tell(scope, first)
    assert after_issue.renewable([application], first) == {application.id}
    assert_offered(application, scope.officer, on)
    tell(seen_revision=application.revision, at=on)
    assert application not in desk_queries.to_tell(scope, first + DAY)
    draft = begin(on)
    assert begin(on) == draft  # the same one, however often it is pressed
    begun = desk_queries.draft(draft, scope)
    assert begun is not None
    assert begun.person == application.person
    assert {one.purpose for one in vault.accesses(application.id)} >= {"COUNTER"}
    answers = sealed_contents.open_own_answers(application=begun, by=desk["by"], at=on)
    assert answers["request"] == "RENEWAL"
    assert "full_name" in answers
    pressed = at_the_desk(scope.officer).post(
        f"/petugas/permohonan/{application.id}/perpanjang/"
    )
    assert pressed.headers["Location"] == f"/petugas/loket/berkas/{draft}/"
    with pytest.raises(NotPermitted):
        renewing.begin_renewal_at_desk(
            case=application.id,
            key="another",
            at=on,
            **officer_for(Action.COUNTERSIGN, application),
        )


def assert_offered(application: Any, clerk: Officer, on: dt.datetime) -> None:
    """The desk's pages offer the renewal on that day; the session is of today."""
    renewal = f'action="/petugas/permohonan/{application.id}/perpanjang/"'
    later = mock.Mock(wraps=clock, of=lambda _request: on)
    browser = at_the_desk(clerk)
    with (
        mock.patch.object(front_desk_views, "clock", later),
        mock.patch.object(case_views, "clock", later),
    ):
        for address in (
            f"/petugas/loket/orang/{application.person_id}/",
            f"/petugas/permohonan/{application.id}/",
        ):
            assert renewal in browser.get(address).content.decode()
        waiting = browser.get("/petugas/loket/kabar/").content.decode()
    assert "Segera berakhir, dapat diperpanjang" in waiting


def test_the_new_holder_takes_a_document_over_at_the_desk(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application, holder = application_in(ENDING, State.ISSUED), applicants[0]
    desk = officer_for(Action.RECEIVE, application)
    person = people_testing.identified_person(desk["scope"].officer, at)
    consent = transferring.agree(
        case=application.id, owners=holder.owners, by=holder.by, at=clock.now()
    )
    code = after_issue.consent_code(consent)
    page = f"/petugas/loket/orang/{person.id}/alih/"
    browser = at_the_desk(desk["scope"].officer)
    assert 'name="code"' in browser.get(page).content.decode()
    assert (
        browser.get(page.replace(str(person.id), str(ids.uuid7()))).status_code == 404
    )
    wrong = browser.post(page, {"code": code[:-1] + "?"})
    assert wrong.status_code == errors.ConsentUnknown.status
    begun = browser.post(page, {"code": code.lower()})
    assert begun.status_code == 302
    form = browser.get(begun.headers["Location"])
    assert form.status_code == 200
    [draft] = queries.drafts_of(frozenset({person.id}))
    assert str(draft.id) in begun.headers["Location"]
    answers = sealed_contents.open_own_answers(application=draft, by=desk["by"], at=at)
    assert answers["request"] == "TRANSFER"
    assert "full_name" not in answers  # nothing about the holder
    assert browser.post(page, {"code": code}).status_code == wrong.status_code


def test_nobody_else_agrees_for_the_holder_and_a_desk_takes_a_signed_statement(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application, holder = application_in(ENDING, State.ISSUED), applicants[0]
    mandate = ids.uuid7()
    with (
        mock.patch.object(
            queries,
            "applications_of",
            return_value=models.Application.objects.filter(id=application.id),
        ),
        pytest.raises(errors.OnlyHolder),
    ):
        transferring.agree(
            case=application.id, owners=frozenset({mandate}), by=holder.by, at=at
        )
    desk = officer_for(Action.RECEIVE, application)
    with pytest.raises(errors.StatementMissing):
        transferring.agree_at_desk(case=application.id, files=[], at=at, **desk)


def finish(draft: Any, who: testing.Applicant, start: dt.datetime) -> IssuedDocument:
    """The document that comes of a draft which continues another case."""
    schedule = testing.Schedule(start, start + 60 * DAY)
    row, answers = testing.own_answers(draft, who, start)
    definition = catalogue.definition(row.definition)
    example = catalogue_testing.valid_example(definition)
    raw = catalogue_testing.raw_answers(definition, example, clock.today(start))
    raw |= {
        name: tuple(engine.raw(definition.fields[name], value))
        for name, value in answers.items()
    }
    raw.setdefault("former_holder", ("Ani Contoh",))
    for page in definition.pages:
        answers = drafting.save_page(
            case=draft,
            owners=who.owners,
            page=page.id,
            raw=raw,
            by=who.by,
            at=schedule.next(),
        ).answers
    for requirement in engine.requirements(
        definition, answers, as_of=clock.today(start)
    ):
        testing.attach(draft, requirement, who, schedule)
    testing.submit(draft, who, schedule)
    testing.advance(draft, State.ISSUED, who, schedule)
    return document_of(queries.case(draft))


@pytest.mark.parametrize("kind", [LinkKind.RENEWED, LinkKind.TRANSFERRED])
def test_the_document_of_the_later_case_takes_the_place_of_the_earlier_one(
    application_in: ApplicationIn,
    applicants: Applicants,
    at: dt.datetime,
    kind: LinkKind,
) -> None:
    application = application_in(ENDING, State.ISSUED)
    earlier, me, other = document_of(application), applicants[0], applicants[1]
    assert earlier.valid_until is not None
    own: dict[str, Any] = {"case": application.id, "owners": me.owners, "by": me.by}
    if kind == LinkKind.RENEWED:
        start, who = clock.start_of(earlier.valid_until - 20 * DAY), me
        draft = renewing.begin_renewal(key="a key", at=start, **own)
    else:
        start, who = at, other
        code = after_issue.consent_code(transferring.agree(at=at, **own))
        begun = transferring.begin_transfer(
            code=code,
            contact=other.contact.id,
            language="id",
            key="a key",
            by=other.by,
            at=at,
        )
        assert begun is not None
        draft = begun
    later = finish(draft, who, start)
    old, new = verdict(earlier.number, start), verdict(later.number, start)
    assert (old.verdict, new.verdict) == (Verdict.SUPERSEDED, Verdict.VALID)
    assert old.followed_by is not None
    assert (old.followed_by.kind, old.followed_by.number) == (kind, later.number)
    assert earlier.number in said(later, start).history[0].id
    assert in_force(application) == []
    message = Message.objects.filter(case=application.id, kind="TRANSFERRED")
    assert message.exists() == (kind == LinkKind.TRANSFERRED)
    with pytest.raises(errors.CannotReplace):
        lost(application, me, start)
