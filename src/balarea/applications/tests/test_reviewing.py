"""A person's review of what rules decided, and what comes of it."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import errors, models, queries
from balarea.applications.operations import filing, reviewing, sealed_contents
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.recorded import params_of
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.notices import queries as notices
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

SPPL = "DLH-001"
WRONG = "Nama kegiatan saya salah tulis di dalam dokumen itu."
WHY = "Nama kegiatan di dokumen memang berbeda dari jawaban pemohon."


def ask(
    application: models.Application,
    applicants: Applicants,
    at: dt.datetime,
    who: int = 0,
) -> models.Review:
    return reviewing.request_review(
        case=application.id,
        owners=frozenset({applicants[who].contact.id}),
        text=WRONG,
        by=applicants[who].by,
        at=at,
    )


def review(
    application: models.Application, at: dt.datetime, **changed: Any
) -> models.ReviewOutcome:
    arguments = {
        "is_confirmed": True,
        "reasons": WHY,
        **officer_for(Action.DECIDE, application),
        **changed,
    }
    return reviewing.review(case=application.id, at=at, **arguments)


def is_logged(application: models.Application, type: str) -> bool:
    return Entry.objects.filter(subject=application.id, type=type).exists()


def test_asks_a_person_within_the_days_of_the_law(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    request = ask(application, applicants, at)
    assert request.due_on == calendar.add_working_days(clock.today(at), 10)
    assert is_logged(application, "REVIEW_REQUESTED")
    params = params_of(application, "REVIEW_ASKED")
    assert params == {"due_on": request.due_on.isoformat()}
    application.refresh_from_db()
    assert application.state == State.ISSUED
    [item] = queries.awaited_reviews(officer_for(Action.DECIDE, application)["scope"])
    assert (item.id, item.due_on) == (application.id, request.due_on)


def test_refuses_a_second_request_and_keeps_the_first(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    ask(application, applicants, at)
    with pytest.raises(errors.ReviewRequested):
        ask(application, applicants, at)


def test_nobody_else_asks_for_it(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    with pytest.raises(NotFound):
        ask(application, applicants, at, who=1)


@pytest.mark.parametrize("text", ["", "Salah.", "." * 40])
def test_refuses_a_request_that_says_too_little(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime, text: str
) -> None:
    application = application_in(SPPL, State.ISSUED)
    with pytest.raises(errors.ReasonsMissing):
        reviewing.request_review(
            case=application.id,
            owners=frozenset({applicants[0].contact.id}),
            text=text,
            by=applicants[0].by,
            at=at,
        )


def test_refuses_to_review_what_an_officer_decided(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in("DKC-006", State.ISSUED)
    with pytest.raises(errors.NothingToReview):
        ask(application, applicants, at)


def test_a_person_confirms_the_decision_with_reasons(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    ask(application, applicants, at)
    review(application, at)
    assert is_logged(application, "REVIEWED")
    assert notices.of_case(application.id)[0].kind == "REVIEWED"
    document = documents.document_of(application.id)
    assert document is not None
    assert document.state == "ISSUED"
    scope: Scope = officer_for(Action.DECIDE, application)["scope"]
    assert queries.awaited_reviews(scope) == []
    assert queries.awaited_review_count(scope, 9) == 0


def test_two_officers_review_once(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    ask(application, applicants, at)
    review(application, at)
    with pytest.raises(errors.ChangedMeanwhile):
        review(application, at, is_confirmed=False)


def test_refuses_a_review_that_nobody_asked_for(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    with pytest.raises(errors.ChangedMeanwhile):
        review(application, at)


def test_refuses_a_review_without_the_right_to_decide(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    ask(application, applicants, at)
    with pytest.raises(NotPermitted):
        review(application, at, **officer_for(Action.VERIFY, application))


def test_refuses_to_revoke_without_the_right_to(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(SPPL, State.ISSUED)
    ask(application, applicants, at)
    with pytest.raises(NotPermitted):
        review(application, at, is_confirmed=False)


def test_a_wrong_document_is_revoked_and_its_answers_begin_a_new_draft(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application, who = application_in(SPPL, State.ISSUED), applicants[0]
    own: dict[str, Any] = {
        "owners": frozenset({who.contact.id}),
        "by": who.by,
        "at": at,
    }
    ask(application, applicants, at)
    head = officer_for(Action.REVOKE, application)
    review(application, at, is_confirmed=False, **head)
    document = documents.document_of(application.id)
    assert document is not None
    assert document.state == "REVOKED"
    assert notices.of_case(application.id)[0].kind == "REVOKED"
    begin: dict[str, Any] = {"case": application.id, "key": "one", **own}
    drafts = {reviewing.begin_correction(**begin) for _ in range(2)}
    [begun] = drafts
    draft = queries.draft(begun, own["owners"])
    assert draft is not None
    definition = catalogue.definition(draft.definition)
    answers = sealed_contents.open_own_answers(application=draft, by=who.by, at=at)
    before = sealed_contents.open_own_answers(application=application, by=who.by, at=at)
    assert answers == before
    assert draft.pages_done == [page.id for page in definition.pages]
    assert draft.answers.key_id != application.answers.key_id
    filing.submit(
        case=begun,
        key="again",
        seen_fingerprint=queries.fingerprint(draft.definition, answers, []),
        **own,
    )
    again = models.Application.objects.get(id=begun)
    assert again.state == State.GRANTED


def test_refuses_a_correction_of_what_was_confirmed(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application, who = application_in(SPPL, State.ISSUED), applicants[0]
    ask(application, applicants, at)
    review(application, at)
    with pytest.raises(errors.NothingToReview):
        reviewing.begin_correction(
            case=application.id,
            owners=frozenset({who.contact.id}),
            key="one",
            by=who.by,
            at=at,
        )
