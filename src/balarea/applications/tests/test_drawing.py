"""Officers of drawn services: requested in the log, drawn, replaced by a draw only."""

import datetime as dt
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from balarea.applications import errors, models, testing, testing_draws
from balarea.applications.operations import (
    rosters,
    verifying,
)
from balarea.applications.queries import drawing as queries
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants
from balarea.catalogue.testing import ARRANGED
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.draw import ecvrf, picking, records
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
LICENCE = "DPM-058"


def acting(officer: Officer) -> dict[str, Any]:
    return {
        "scope": people_testing.scope_of(officer),
        "by": people.officer_actor(officer),
    }


@pytest.fixture
def filed(
    settings: Settings, applicants: Applicants, at: dt.datetime
) -> models.Application:
    """A licence that was filed after the day's rosters were fixed."""
    assert LICENCE in ARRANGED
    settings.BALAREA_OVERSEERS = testing_draws.OVERSEERS
    while rosters.commit_next(by=SYSTEM, at=at):
        pass
    schedule = testing.Schedule(at, at)
    case = testing.draft(LICENCE, applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    application = models.Application.objects.get(id=case)
    if application.state == State.AWAITING_FEE:
        testing.advance(case, State.RECEIVED, applicants[0], schedule)
        application.refresh_from_db()
    assert application.state == State.RECEIVED
    return application


def test_waits_for_its_draw_and_then_is_with_whom_the_draw_picked(
    filed: models.Application, at: dt.datetime
) -> None:
    assert filed.is_drawn
    verifier = people.officers_with(Action.VERIFY, agency="DPM", service=LICENCE)[0]
    requirement = testing.first_requirement(filed.id, at=at, **acting(verifier))
    with pytest.raises(errors.NotDrawnYet):
        verifying.save_marks(
            case=filed.id, marks={requirement: True}, at=at, **acting(verifier)
        )
    [officer] = testing_draws.draw_all(at)
    assert officer is not None
    filed.refresh_from_db()
    assert filed.handler_id == officer.id
    draw = queries.last_draw(filed.id)
    assert draw is not None
    roster = records.read_roster(draw.roster.document)
    request = records.read_request(draw.document)
    beacon = picking.beacon(
        *(
            ecvrf.verify(
                ecvrf.public_key(seed),
                picking.alpha(testing_draws.merkle.leaf_hash(bytes(draw.result.leaf))),
                bytes(proof),
            )
            for seed, proof in zip(
                testing_draws.SEEDS,
                (draw.result.first_proof, draw.result.second_proof),
                strict=True,
            )
        )
    )
    picked = picking.pick(beacon, records.candidates(roster, request))
    assert queries.officers_of(draw.roster)[picked] == officer.id
    types = list(Entry.objects.filter(subject=filed.id).values_list("type", flat=True))
    assert [types.count(one) for one in ("DRAW_REQUESTED", "DRAWN")] == [1, 1]
    verifying.save_marks(
        case=filed.id, marks={requirement: True}, at=at, **acting(officer)
    )
