"""The pages on which heads and the inspectorate see passed deadlines."""

import pytest

from balarea.applications import models, testing
from balarea.applications.operations import lapsing
from balarea.applications.rules import State
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.applications.tests.test_lapsing import after
from balarea.foundation import references
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

CODE, AGENCY, LIST = "DKC-006", "DKC", "/petugas/lampau/"
HEAD = (Action.READ, Action.VERIFY, Action.DECIDE)


@pytest.fixture
def lapsed(file: File, appoint: Appoint) -> models.Application:
    """A complete application whose last day has passed without a decision."""
    application = file(CODE)
    officer = appoint([AGENCY], actions=HEAD)
    scope, by = people.scope_of(officer), people_queries.officer_actor(officer)
    testing.accept(application.id, scope, by)
    application.refresh_from_db()
    assert lapsing.record_lapse(at=after(application))
    return application


def test_the_head_issues_the_statement_from_the_page_of_the_case(
    lapsed: models.Application, appoint: Appoint, sign_in: SignIn
) -> None:
    head = at_the_desk(appoint([AGENCY], actions=HEAD))
    address = f"/petugas/permohonan/{lapsed.id}/"
    assert address in head.get(LIST).content.decode()
    assert "dianggap dikabulkan secara hukum" in head.get(address).content.decode()
    page = sign_in().open(f"/permohonan/{lapsed.id}/")
    assert "Hari terakhir lewat tanpa keputusan" in page.text
    assert act(head, address, {"action": "statement"}).status_code == 302
    lapsed.refresh_from_db()
    assert lapsed.state == State.GRANTED


def test_the_inspectorate_sees_the_day_and_no_case(
    lapsed: models.Application, appoint: Appoint
) -> None:
    desk = at_the_desk(appoint([AGENCY], actions=(Action.OVERSEE,)))
    html = desk.get(LIST).content.decode()
    assert references.pretty(lapsed.reference) in html
    assert str(lapsed.id) not in html
    assert lapsed.holder_masked not in html


def test_others_do_not_see_the_list(appoint: Appoint) -> None:
    desk = at_the_desk(appoint([AGENCY], actions=(Action.VERIFY,)))
    assert desk.get(LIST).status_code == 403
