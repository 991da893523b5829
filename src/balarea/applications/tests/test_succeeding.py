"""Cases that continue another one: renewals and transfers."""

import datetime as dt
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
    renewing,
    sealed_contents,
    transferring,
)
from balarea.applications.queries import after_issue
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
from balarea.applications.tests.recorded import params_of
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind, Verdict
from balarea.foundation import clock, ids
from balarea.notices.models import Message
from balarea.people.rules import Action

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
    # Nobody agrees for the holder.
    mandate = ids.uuid7()
    with (
        mock.patch.object(
            queries,
            "applications_of",
            return_value=models.Application.objects.filter(id=application.id),
        ),
        pytest.raises(errors.OnlyHolder),
    ):
        transferring.agree(**mine | {"owners": frozenset({mandate})})
    # At a desk it takes the holder's signed statement.
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
