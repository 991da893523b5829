"""An officer is away: nothing is given to them, and what lies with them is given on."""

import re

import pytest

from balarea.applications import errors, models
from balarea.applications.operations import assigning
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.applications.tests.officer.test_assigning_pages import sent, text
from balarea.foundation import clock
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

WORK = (Action.READ, Action.VERIFY)
OWN = "/petugas/absen/"


@pytest.fixture
def case(file: File) -> models.Application:
    return file("DKC-006")


@pytest.fixture
def officers(appoint: Appoint) -> tuple[Officer, Officer, Officer]:
    """Two who check, and one who hands out the work."""
    return (
        appoint(["DKC"], actions=WORK),
        appoint(["DKC"], actions=WORK, english="Clerk"),
        appoint(["DKC"], actions=(Action.READ, Action.ASSIGN)),
    )


def away() -> dict[str, str]:
    """The form of an absence from today on."""
    today = clock.today(clock.now())
    day = f"{today:%d-%m-%Y}"
    return {"action": "record", "kind": "LEAVE", "begins_on": day, "ends_on": day}


def handler(case: models.Application) -> object:
    case.refresh_from_db()
    return case.handler_id


def test_nothing_is_given_to_whoever_is_away_until_they_are_back(
    case: models.Application, officers: tuple[Officer, Officer, Officer]
) -> None:
    first, _, head = officers
    desk = at_the_desk(first)
    assert sent(desk, OWN, away()) == OWN
    assert "sedang tidak bertugas" in text(desk, OWN)
    address = f"/petugas/permohonan/{case.id}/"
    assert act(desk, address, {"action": "take"}).status_code == 409
    assert desk.post("/petugas/berikutnya/", {"antrean": "VERIFY"}).status_code == 409
    assert handler(case) is None
    scope, by = people_testing.scope_of(head), people.officer_actor(head)
    with pytest.raises(errors.CannotAssign):
        assigning.give(
            case=case.id, officer=first.id, scope=scope, by=by, at=clock.now()
        )
    [row] = people.absences_of(first.id, clock.today(clock.now()))
    sent(desk, OWN, {"action": "end", "absence": str(row.id)})
    act(desk, address, {"action": "take"})
    assert handler(case) == first.id


def test_the_head_gives_on_what_lies_there_and_can_undo_it(
    case: models.Application, officers: tuple[Officer, Officer, Officer]
) -> None:
    first, second, head = officers
    act(at_the_desk(first), f"/petugas/permohonan/{case.id}/", {"action": "take"})
    desk, page = at_the_desk(head), f"/petugas/beban/{first.id}/"
    assert sent(desk, page, away()) == page
    loads = text(desk, "/petugas/beban/")
    assert page in loads
    assert "tidak bertugas sampai" in loads
    assert "tidak bertugas sampai" in text(
        at_the_desk(second), "/petugas/?antrean=VERIFY&milik=lain"
    )
    preview = text(desk, f"{page}?kepada={second.id}")
    assert re.search(r"Serahkan 1 berkas", preview)
    short = {"action": "give", "kepada": str(second.id), "reason": "pendek"}
    assert desk.post(page, short).status_code == 422
    assert handler(case) == first.id
    reason = re.search(r'name="reason"[^>]*>([^<]+)<', preview)
    assert reason is not None
    address = sent(desk, page, short | {"reason": reason[1]})
    assert handler(case) == second.id
    undo = re.search(r'name="diberi" value="([^"]+)"', text(desk, address))
    assert undo is not None
    sent(desk, page, {"action": "undo", "diberi": undo[1]})
    assert handler(case) == first.id  # although they are away: it is undone
    assert sent(desk, page, {"action": "undo", "diberi": undo[1]}) == page
    assert handler(case) == first.id


def test_refuses_days_that_cannot_be_and_other_agencies_officers(
    officers: tuple[Officer, Officer, Officer], appoint: Appoint
) -> None:
    first, _, head = officers
    desk = at_the_desk(head)
    page = f"/petugas/beban/{first.id}/"
    for wrong in ({"begins_on": "besok"}, {"ends_on": "1-1-2020"}, {"kind": "ILL"}):
        assert desk.post(page, away() | wrong).status_code == 422
    other = appoint(["DKS"], actions=WORK)
    assert desk.get(f"/petugas/beban/{other.id}/").status_code == 404
    assert at_the_desk(first).get(page).status_code == 403


def test_a_manager_sees_what_nobody_can_go_on_with(
    case: models.Application,
    officers: tuple[Officer, Officer, Officer],
    appoint: Appoint,
) -> None:
    manager = at_the_desk(appoint(["DPM"], actions=(Action.MANAGE,)))
    assert "Semua berkas ada yang dapat" in text(manager, "/petugas/beban/")
    for officer in officers[:2]:
        sent(at_the_desk(officer), OWN, away())
    for desk in (manager, at_the_desk(officers[2])):
        assert "Semua yang berhak sedang tidak" in text(desk, "/petugas/beban/")
    elsewhere = at_the_desk(appoint(["DKS"], actions=(Action.MANAGE,)))
    assert "Semua yang berhak" not in text(elsewhere, "/petugas/beban/")
    assert f"/petugas/beban/{officers[0].id}/" not in text(manager, "/petugas/beban/")
