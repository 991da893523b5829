"""What waits elsewhere, what one worked on, and no entry that leads nowhere."""

import re
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models, testing_measures
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.marking import send_back
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.foundation import clock, references
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action

WHY = "Foto buram. Mohon unggah foto yang semua tulisannya terbaca."
WORKLIST = "/petugas/"

pytestmark = pytest.mark.django_db


def acting_as(officer: Officer) -> dict[str, Any]:
    scope = people.scope_of(officer.account)
    assert scope is not None
    by = people.officer_actor(officer)
    return {"scope": scope, "by": by, "at": clock.now()}


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    return text[text.index("<main") :]


def entries(client: Client, address: str = "/petugas/akun/") -> list[str]:
    """The addresses of the desk's main navigation."""
    text = client.get(address).content.decode()
    side = text[text.index('class="side"') : text.index("<main")]
    return re.findall(r'<a href="([^"]+)"', side)


def test_lists_what_waits_for_the_citizen_and_for_payment(
    file: File, appoint: Appoint
) -> None:
    returned, unpaid = file("DKC-006"), file("POL-001")
    waiting = file("DKC-006")
    officer = appoint(["DKC", "POL"])
    send_back(case=returned.id, defects={"R1": WHY}, **acting_as(officer))
    client = at_the_desk(officer)
    with_citizen = body(client, f"{WORKLIST}?antrean=RETURNED")
    assert references.pretty(returned.reference) in with_citizen
    assert references.pretty(waiting.reference) not in with_citizen
    bills = body(client, f"{WORKLIST}?antrean=UNPAID")
    assert unpaid.state == State.AWAITING_FEE
    assert references.pretty(unpaid.reference) in bills
    tabs = body(client, WORKLIST)
    assert re.search(r'\?antrean=RETURNED"[^<]*>[^<]*\s*<span class="count">1<', tabs)

    other = body(at_the_desk(appoint(["POL"])), f"{WORKLIST}?antrean=RETURNED")
    assert references.pretty(returned.reference) not in other


def test_lists_ones_own_last_cases_also_when_they_are_closed(
    file: File, appoint: Appoint
) -> None:
    first, second, others = file("DKC-006"), file("DKC-006"), file("DKC-006")
    officer, colleague = appoint(["DKC"]), appoint(["DKC"])
    client = at_the_desk(officer)
    own = f"{WORKLIST}?antrean=OWN"
    assert references.pretty(first.reference) not in body(client, own)
    close(first, client)
    marks = {"action": "keep", "mark-R3": "MET"}
    act(client, f"/petugas/permohonan/{second.id}/", marks)
    send_back(case=others.id, defects={"R1": WHY}, **acting_as(colleague))
    shown = body(client, own)
    places = [shown.find(references.pretty(one.reference)) for one in (second, first)]
    assert -1 < places[0] < places[1], "the newest first"
    assert references.pretty(others.reference) not in shown


def close(application: models.Application, client: Client) -> None:
    address = f"/petugas/permohonan/{application.id}/langkah/"
    marks = {f"mark-R{n}": "MET" for n in (1, 3, 5)}
    assert act(client, address, {"action": "accept", **marks}).status_code == 302
    refused = {"mark-R1": "DEFECT", "outcome": Outcome.REFUSED, "reasons": WHY}
    assert act(client, address, {"action": "decide", **refused}).status_code == 302
    application.refresh_from_db()
    assert application.state == State.REFUSED


def test_to_decide_shows_what_waits_for_a_decision_and_nothing_else(
    file: File, appoint: Appoint
) -> None:
    to_check, to_decide = file("DKC-006"), file("DKC-006")
    head = at_the_desk(appoint(["DKC"]))
    marks = {"action": "accept", **{f"mark-R{n}": "MET" for n in (1, 3, 5)}}
    act(head, f"/petugas/permohonan/{to_decide.id}/", marks)
    shown = body(head, "/petugas/keputusan/")
    assert references.pretty(to_decide.reference) in shown
    assert references.pretty(to_check.reference) not in shown
    assert "Perlu diputuskan" in shown[shown.index("<h1") :][:200]
    assert "/petugas/keputusan/" in entries(head)
    verifier = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    assert verifier.get("/petugas/keputusan/").status_code == 403
    assert "/petugas/keputusan/" not in entries(verifier)


def test_who_only_oversees_lands_on_the_figures_and_finds_no_dead_entry(
    appoint: Appoint,
) -> None:
    client = at_the_desk(appoint(["DKC", "POL"], actions=[Action.OVERSEE]))
    assert client.get(WORKLIST).headers["Location"] == "/petugas/angka/"
    shown = entries(client)
    assert "/petugas/angka/" in shown
    assert not {WORKLIST, "/petugas/keputusan/", "/petugas/pembayaran/"} & set(shown)


@pytest.mark.parametrize(
    "actions",
    [
        [Action.OVERSEE],
        [Action.READ],
        [Action.READ, Action.VERIFY],
        [Action.DECIDE],
        [Action.COUNTERSIGN],
        list(Action),
    ],
)
def test_every_entry_leads_to_its_own_page(
    appoint: Appoint, actions: list[Action]
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=actions))
    for address in entries(client):
        answer = client.get(address)
        assert answer.status_code == 200, address


def test_whoever_may_only_read_has_lists(file: File, appoint: Appoint) -> None:
    file("DKC-006")
    client = at_the_desk(appoint(["DKC"], actions=[Action.READ]))
    shown = body(client, WORKLIST)
    assert "antrean=RETURNED" in shown
    assert "antrean=VERIFY" not in shown


def test_a_search_tells_what_was_revoked(file: File, appoint: Appoint) -> None:
    application = file("DKC-006")
    officer = appoint(["DKC"], actions=[*Action])
    client = at_the_desk(officer)
    address = f"/petugas/permohonan/{application.id}/langkah/"
    marks = {f"mark-R{n}": "MET" for n in (1, 3, 5)}
    act(client, address, {"action": "accept", **marks})
    act(client, address, {"action": "decide", "outcome": "GRANTED"})
    document = documents.IssuedDocument.objects.get()
    document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    nik = "9999014107900001"
    html = client.post("/petugas/cari/", {"q": nik}).content.decode()
    assert references.pretty(application.reference) in html
    assert "Dicabut" not in html
    testing_measures.revoke(case=application.id, reason=WHY, **acting_as(officer))
    html = client.post("/petugas/cari/", {"q": nik}).content.decode()
    assert "Dicabut" in html
    own = body(client, f"{WORKLIST}?antrean=OWN")
    assert "Dicabut" in own
    figures = body(client, "/petugas/angka/DKC/permohonan/?angka=closed")
    assert "Dicabut" in figures
