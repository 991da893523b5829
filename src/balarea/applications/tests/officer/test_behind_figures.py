"""From an agency to its services, their steps, and the cases behind each number."""

import datetime as dt
import html
import re

import pytest
from django.test import Client

from balarea.applications import models, queries
from balarea.applications.queries.figure_cases import FIGURES as RULES
from balarea.applications.rules import State
from balarea.applications.tests.marking import send_back
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.foundation import clock, references
from balarea.people import queries as people
from balarea.people.rules import Action

FIGURES = "/petugas/angka/"
WHY = "Foto buram. Mohon unggah foto yang semua tulisannya terbaca."

pytestmark = pytest.mark.django_db


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def links(text: str) -> list[tuple[str, str]]:
    anchors = re.findall(r'<a href="([^"]+)">([^<]+)</a>', text)
    return [(html.unescape(address), name) for address, name in anchors]


@pytest.fixture
def filed(file: File, appoint: Appoint) -> list[models.Application]:
    """Three of one agency, one of them with its citizen; one of another agency."""
    cases = [file(code) for code in ("DKC-006", "DKC-006", "DKC-012", "POL-001")]
    officer = appoint(["DKC"])
    scope = people.scope_of(officer.account)
    assert scope is not None
    send_back(
        case=cases[0].id,
        defects={"R1": WHY},
        scope=scope,
        by=people.officer_actor(officer),
        at=clock.now(),
    )
    return cases


def test_every_number_leads_to_as_many_cases(
    filed: list[models.Application], appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=[Action.OVERSEE]))
    agencies = body(client, FIGURES)
    assert f'href="{FIGURES}DKC/"' in agencies
    services = body(client, f"{FIGURES}DKC/")
    assert "Identity" not in services
    assert f'href="{FIGURES}DKC/DKC-006/"' in services
    steps = body(client, f"{FIGURES}DKC/DKC-006/")
    assert "Dikembalikan" in steps
    counted = [
        (address, int(name))
        for text in (agencies, services, steps)
        for address, name in links(text)
        if "angka=" in address
    ]
    assert len(counted) >= 6
    for address, number in counted:
        shown = body(client, address)
        assert len(re.findall(r"<th scope=\"row\"><code>", shown)) == number, address
    case = f"{FIGURES}DKC/permohonan/?angka=with_citizen&layanan=DKC-006"
    shown = body(client, case)
    assert references.pretty(filed[0].reference) in shown
    assert references.pretty(filed[1].reference) not in shown


def test_cases_are_shown_without_their_person(
    filed: list[models.Application], appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=[Action.OVERSEE]))
    shown = body(client, f"{FIGURES}DKC/permohonan/?angka=open")
    for application in filed[:3]:
        assert references.pretty(application.reference) in shown
        assert application.holder_masked not in shown
        assert str(application.id) not in shown, "no way into what is not theirs"


def test_nothing_beside_what_is_overseen(
    filed: list[models.Application], appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["DKC"], named=["DKC-012"]))
    for address in (
        "POL/",
        "POL/POL-001/",
        "DKC/DKC-006/",
        "DKC/POL-001/",
        "POL/permohonan/?angka=open",
        "DKC/permohonan/?angka=open&layanan=DKC-006",
        "DKC/permohonan/?angka=secret",
        "DKC/permohonan/?angka=open&langkah=ISSUED",
    ):
        assert client.get(FIGURES + address).status_code == 404, address
    shown = body(client, f"{FIGURES}DKC/permohonan/?angka=open")
    assert references.pretty(filed[2].reference) in shown
    assert references.pretty(filed[1].reference) not in shown
    nobody = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.DECIDE]))
    for address in ("DKC/", "DKC/DKC-006/", "DKC/permohonan/?angka=open"):
        assert nobody.get(FIGURES + address).status_code == 403


def test_each_rule_counts_as_the_figures_do(
    filed: list[models.Application], appoint: Appoint
) -> None:
    """On days before, on and after the deadlines."""
    scope = people.scope_of(appoint(["DKC"]).account)
    assert scope is not None
    now = clock.now()
    for later in range(0, 40, 3):
        today = clock.today(now) + dt.timedelta(days=later)
        since = now.replace(year=now.year - 1)
        [row] = queries.figures(scope, today=today, since=since)
        codes = queries.overseen(scope, "DKC")
        for name in RULES:
            counted = queries.counted(name, codes, today=today, since=since, limit=99)
            assert len(counted) == getattr(row, name), (name, later)


def test_steps_add_up(filed: list[models.Application]) -> None:
    at = clock.now()
    rows = queries.steps("DKC-006", today=clock.today(at), since=at)
    assert {row.state: row.open for row in rows} == {
        State.RETURNED: 1,
        State.RECEIVED: 1,
    }
