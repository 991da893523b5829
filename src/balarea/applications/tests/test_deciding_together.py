"""A case is granted together with others only after this officer looked at it."""

import datetime as dt
from typing import Any

import pytest

from balarea.applications import errors, models, queries
from balarea.applications.operations import (
    assigning,
    deciding_together,
    talking,
    verifying,
)
from balarea.applications.rules import MAX_TOGETHER, State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.catalogue import definition as engine
from balarea.catalogue.testing import shipped
from balarea.foundation import ids
from balarea.foundation.errors import Refusal
from balarea.people.rules import Action
from balarea.transparency.models import Entry

CARD, VISITED = "DKC-006", "DPM-058"
LATER = dt.timedelta(minutes=3)
WHY = "Semua berkas sudah dicocokkan dengan data kependudukan."


def officer(case: models.Application) -> dict[str, Any]:
    return officer_for(Action.DECIDE, case)


def grant(
    case: models.Application, who: dict[str, Any], at: dt.datetime, key: str = ""
) -> Refusal | None:
    case.refresh_from_db()
    [result] = deciding_together.grant_each(
        revisions={case.id: case.revision},
        reasons=WHY,
        key=key or str(ids.uuid7()),
        **who,
        at=at,
    )
    case.refresh_from_db()
    return result.refusal


def test_grants_once_what_was_opened_since_its_last_change(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    case = application_in(CARD, State.TO_DECIDE)
    who = officer(case)
    assert isinstance(grant(case, who, at), errors.NotOpened)
    verifying.open_case(case=case.id, **who, at=at + LATER)
    [candidate] = queries.candidates(who["scope"], CARD)
    assert candidate.is_ready
    assert not candidate.defects
    assert CARD in queries.simple_services(who["scope"])
    # What changes afterwards asks for another look.
    assigning.take(case=case.id, **who, at=at + 2 * LATER)
    assert isinstance(grant(case, who, at + 3 * LATER), errors.NotOpened)
    verifying.open_case(case=case.id, **who, at=at + 4 * LATER)
    seen, key = case.revision, str(ids.uuid7())
    for _ in range(2):  # a second tap
        [result] = deciding_together.grant_each(
            revisions={case.id: seen},
            reasons=WHY,
            key=key,
            **who,
            at=at + 5 * LATER,
        )
        assert result.refusal is None
    case.refresh_from_db()
    assert case.state == State.GRANTED
    assert models.Decision.objects.filter(application=case).count() == 1
    assert Entry.objects.filter(subject=case.id, type="DECIDED").count() == 1
    assert isinstance(grant(case, who, at + 6 * LATER), errors.ChangedMeanwhile)


def test_refuses_a_case_with_a_defect_and_one_that_a_colleague_has(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    case = application_in(CARD, State.AMENDED)
    checker, who = officer_for(Action.VERIFY, case), officer(case)
    definition = shipped()[CARD]
    marks = {one.id: one.id != "R1" for one in definition.requirements}
    verifying.accept(case=case.id, marks=marks, **checker, at=at)
    verifying.open_case(case=case.id, **who, at=at + LATER)
    [candidate] = queries.candidates(who["scope"], CARD)
    assert candidate.defects == 1
    assert not candidate.is_ready
    assert isinstance(grant(case, who, at + 2 * LATER), errors.StillDefective)
    other = officer_for(Action.DECIDE, case, who["scope"].officer.id)
    assigning.take(case=case.id, **other, at=at + 2 * LATER)
    assert queries.candidates(who["scope"], CARD) == []
    assert isinstance(grant(case, who, at + 3 * LATER), errors.WithColleague)


def test_refuses_while_a_question_of_the_citizen_waits_for_its_answer(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    case, citizen = application_in(CARD, State.TO_DECIDE), applicants[0]
    talking.ask_as_citizen(
        case=case.id,
        text="Apakah kartunya dapat diambil kakak saya?",
        owners=citizen.owners,
        by=citizen.by,
        at=at,
    )
    who = officer(case)
    verifying.open_case(case=case.id, **who, at=at + LATER)
    assert isinstance(grant(case, who, at + 2 * LATER), errors.DecidedAlone)


def test_refuses_what_asks_for_more_than_the_checked_file(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    case = application_in(VISITED, State.TO_DECIDE)
    who = officer(case)
    verifying.open_case(case=case.id, **who, at=at + LATER)
    assert isinstance(grant(case, who, at + 2 * LATER), errors.DecidedAlone)
    assert VISITED not in queries.simple_services(who["scope"])


@pytest.mark.parametrize(
    ("count", "refusal"), [(0, errors.NoneChosen), (21, errors.TooManyTogether)]
)
def test_refuses_none_and_too_many(
    count: int, refusal: type[Refusal], at: dt.datetime
) -> None:
    assert MAX_TOGETHER == 20
    nobody: Any = None
    with pytest.raises(refusal):
        deciding_together.grant_each(
            revisions={ids.uuid7(): 1 for _ in range(count)},
            reasons="",
            key="k",
            scope=nobody,
            by=nobody,
            at=at,
        )


def test_only_a_service_that_needs_nothing_but_the_file_allows_it() -> None:
    for definition in shipped().values():
        if engine.may_decide_together(definition):
            needs = {*definition.steps} - {"VERIFY", "DECIDE"}
            assert not needs, definition.code
            assert definition.fee.kind == "FREE", definition.code
            assert not definition.advice, definition.code
            assert definition.finding is None, definition.code
    allowed = {c for c, one in shipped().items() if engine.may_decide_together(one)}
    assert CARD in allowed
    # Paid, with advice, announced, answered in words, with a finding, by rules.
    assert not allowed & {"POL-001", "DPM-012", "DSO-001", VISITED}
