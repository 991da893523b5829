"""What an officer reads and leaves out when they decide."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models, queries
from balarea.applications.operations import officer_texts
from balarea.applications.rules import State
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
    shipped,
)
from balarea.applications.views.officer import case
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action

CARD, LETTER = "DKC-006", "DSO-001"
RIGHTS = [Action.READ, Action.VERIFY, Action.INSPECT, Action.DECIDE]

pytestmark = pytest.mark.django_db


def press(client: Client, address: str, action: str, **form: str) -> Any:
    typed = {name.replace("_R", "-R"): value for name, value in form.items()}
    return act(client, address, {"action": action, **typed})


@pytest.fixture
def waiting(file: File, appoint: Appoint) -> tuple[Client, str]:
    """A browser, and the address of what waits there for a decision."""
    application = file(CARD)
    client = at_the_desk(appoint(["DKC"]))
    address = f"/petugas/permohonan/{application.id}/"
    marks = {"mark_R1": "MET", "mark_R3": "MET", "mark_R5": "MET"}
    assert press(client, address, "accept", **marks).status_code == 302
    return client, address


def reasons() -> str:
    application = models.Application.objects.select_related("answers__key").get()
    decision = queries.last_decision(application)
    assert decision is not None
    texts = officer_texts.open_texts(
        application=application,
        sealed_texts={"reasons": (decision.reasons, "reasons")},
        purpose="DECIDE",
        by=SYSTEM,
        at=clock.now(),
    )
    return str(texts["reasons"])


@pytest.mark.parametrize("typed", ["", "Sesuai."])
def test_granting_needs_no_essay(waiting: tuple[Client, str], typed: str) -> None:
    client, address = waiting
    answer = press(client, address, "decide", outcome="GRANTED", reasons=typed)
    assert answer.status_code == 302
    assert models.Application.objects.get().state == State.GRANTED
    text = reasons()
    assert "Kartu Keluarga (KK)" in text, "they name what was checked"
    assert typed in text


def test_asks_for_what_the_document_will_state(file: File, appoint: Appoint) -> None:
    application = file(LETTER)
    client = at_the_desk(appoint(["DSO"], actions=RIGHTS))
    address = f"/petugas/permohonan/{application.id}/"
    marks = {f"mark_R{number}": "MET" for number in (1, 2, 3, 4)}
    assert press(client, address, "accept", **marks).status_code == 302
    day = f"{clock.today(clock.now()):%d-%m-%Y}"
    visit = {
        "visited_on": day,
        "is_met": "YES",
        "report": "Rumah cocok dengan jawaban.",
    }
    assert press(client, address, "inspect", **visit).status_code == 302
    finding = shipped()[LETTER].finding
    assert finding is not None
    page = html.unescape(client.get(address).content.decode())
    assert f"{finding.label.id}, atau alasan penolakan" in page
    assert finding.hint.id in page
    answer = press(client, address, "decide", outcome="GRANTED", reasons="")
    assert answer.status_code == 422
    stated = "Keluarga ini terdaftar di DTSEN pada desil 3 sejak Januari."
    press(client, address, "decide", outcome="GRANTED", reasons=stated)
    assert models.Application.objects.get().state == State.GRANTED
    assert reasons() == stated


def test_a_refusal_says_why_at_its_field(waiting: tuple[Client, str]) -> None:
    client, address = waiting
    form = {"outcome": "REFUSED", "reasons": "Kurang.", "mark_R1": "DEFECT"}
    answer = press(client, address, "decide", **form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-reasons"' in text
    assert 'id="f-reasons-error"' in text
    assert "Kurang." in text


def test_a_refusal_may_begin_with_a_ready_reason(waiting: tuple[Client, str]) -> None:
    client, address = waiting
    ready = {one.id: one.text for one in shipped()[CARD].reasons}["still_differs"]
    assert ready.id in client.get(address).content.decode()
    form = {"outcome": "REFUSED", "ready": "still_differs", "mark_R1": "DEFECT"}
    assert press(client, address, "decide", **form).status_code == 302
    assert reasons() == ready.id
    shown = client.get(address).content.decode()
    assert "R1 Surat kehilangan dari kepolisian" in shown, "the name beside its code"


def test_what_no_definition_offers_is_no_reason(waiting: tuple[Client, str]) -> None:
    client, address = waiting
    form = {"outcome": "REFUSED", "ready": "unreadable", "mark_R1": "DEFECT"}
    assert press(client, address, "decide", **form).status_code == 404
    assert not models.Decision.objects.exists()


def test_no_choice_is_marked_at_the_choice(waiting: tuple[Client, str]) -> None:
    client, address = waiting
    text = press(client, address, "decide").content.decode()
    assert 'href="#f-outcome"' in text
    assert 'id="f-outcome-error"' in text


def test_refusals_name_requirements(file: File, appoint: Appoint) -> None:
    application = file(CARD)
    client = at_the_desk(appoint(["DKC"]))
    address = f"/petugas/permohonan/{application.id}/"
    text = press(client, address, "accept", mark_R1="MET").content.decode()
    heading = re.findall(r'<h2 id="galat">(.*?)</h2>', text)[0]
    assert "R3 Kartu Keluarga (KK)" in heading


def test_every_service_online_has_reasons_to_return_and_refuse_where_it_may() -> None:
    for definition in shipped().values():
        if definition.online:
            uses = {one.use for one in definition.reasons}
            decides = {"REFUSE"} if "DECIDE" in definition.steps else set()
            desk = "SERVE" in definition.steps
            expected = {"NOT_SERVED"} if desk else {"RETURN"} | decides
            assert uses == expected, definition.code


def test_the_page_states_how_many_letters_a_reason_needs(
    waiting: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = waiting
    monkeypatch.setattr(case, "MIN_LETTERS", 33)
    page = client.get(address).content.decode()
    assert "Wajib bila menolak: paling sedikit 33 huruf" in page
