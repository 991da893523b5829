"""What officers type is kept or refused: never cut, dropped, or taken for an answer."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from balarea.applications import models, queries
from balarea.applications.rules import MAX_TEXT, State
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.foundation import clock
from balarea.people.rules import Action
from balarea.vault.models import Sealed

CARD, SITE = "DKC-006", "DSO-001"
WORDS = "Foto buram: tulisan pada baris kedua tidak terbaca."
REPORT = "Rumah dikunjungi bersama ketua RT; penghuninya seperti ditulis."
RIGHTS = (Action.READ, Action.VERIFY, Action.INSPECT, Action.DECIDE)
type Send = Callable[..., Any]

pytestmark = pytest.mark.django_db


def desk_of(application: models.Application, appoint: Appoint) -> tuple[Client, Send]:
    """A browser at the desk, and what presses one of the page's buttons in it."""
    client = at_the_desk(appoint([application.agency], actions=RIGHTS))
    address = f"/petugas/permohonan/{application.id}/"
    client.get(address)

    def send(action: str, **form: str) -> Any:
        typed = {name.replace("_R", "-R"): value for name, value in form.items()}
        application.refresh_from_db()
        seen = {"action": action, "revision": application.revision}
        return client.post(f"{address}langkah/", {**seen, **typed})

    return client, send


def page_of(client: Client, application: models.Application) -> str:
    return client.get(f"/petugas/permohonan/{application.id}/").content.decode()


def in_order(client: Client, application: models.Application) -> dict[str, str]:
    """A mark on each requirement that the page asks for."""
    names = re.findall(r'name="mark-(\w+)"', page_of(client, application))
    return {f"mark_{one}": "MET" for one in names}


@pytest.fixture
def card(file: File) -> models.Application:
    return file(CARD)


@pytest.fixture
def visited(file: File, appoint: Appoint) -> tuple[models.Application, Client, Send]:
    """An application that waits for a visit."""
    application = file(SITE)
    client, send = desk_of(application, appoint)
    marks = {f"mark-R{n}": "MET" for n in range(1, 9)}
    page = page_of(client, application)
    send("accept", **{name: value for name, value in marks.items() if name in page})
    application.refresh_from_db()
    assert application.state == State.TO_INSPECT
    return application, client, send


def test_no_choice_is_not_a_no(
    visited: tuple[models.Application, Client, Send],
) -> None:
    application, client, send = visited
    today = f"{clock.today(clock.now()):%d-%m-%Y}"
    for chosen in ({}, {"is_met": ""}, {"is_met": "maybe"}):
        answer = send("inspect", visited_on=today, report=REPORT, **chosen)
        assert answer.status_code == 422
        assert REPORT in answer.content.decode(), "what was typed is gone"
    assert not models.Inspection.objects.exists()
    send("inspect", visited_on=today, report=REPORT, is_met="NO")
    assert models.Inspection.objects.get().is_met is False
    shown = page_of(client, application)
    assert "Tidak sesuai dengan permohonan" in shown
    assert REPORT in shown
    # And what a visit found wrong is not granted
    answer = send("decide", outcome="GRANTED", reasons=REPORT)
    assert answer.status_code == 422
    assert REPORT in answer.content.decode()
    assert send("decide", outcome="REFUSED", reasons=REPORT).status_code == 302


@pytest.mark.parametrize("days", [-1, 1])
def test_a_visit_lies_between_filing_and_today(
    visited: tuple[models.Application, Client, Send], days: int
) -> None:
    _, _, send = visited
    day = clock.today(clock.now()) + dt.timedelta(days=days)
    form = {"is_met": "YES", "report": REPORT, "visited_on": f"{day:%d-%m-%Y}"}
    answer = send("inspect", **form)
    assert answer.status_code == 422
    assert "Kunjungan harus antara" in answer.content.decode()
    assert not models.Inspection.objects.exists()


def test_a_text_that_is_too_long_is_refused_and_stays_on_the_page(
    card: models.Application, appoint: Appoint
) -> None:
    _, send = desk_of(card, appoint)
    long = "x" * (MAX_TEXT + 1)
    answer = send("return", mark_R1="DEFECT", text_R1=long)
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert str(MAX_TEXT + 1) in answer.content.decode()
    assert not models.DeficiencyNotice.objects.exists()


def test_a_line_end_counts_once(card: models.Application, appoint: Appoint) -> None:
    client, send = desk_of(card, appoint)
    full = "\r\n".join(["x" * 9] * (MAX_TEXT // 10))
    assert len(full) > MAX_TEXT
    marked = {**in_order(client, card), "mark_R1": "DEFECT"}
    assert send("return", **marked, text_R1=full).status_code == 302
    assert models.RequirementCheck.objects.filter(remark__isnull=False).exists()


@pytest.mark.parametrize("mark", [{}, {"mark_R1": "MET"}])
@pytest.mark.parametrize("action", ["return", "keep"])
def test_words_on_what_is_not_marked_as_a_defect_are_not_dropped(
    card: models.Application, appoint: Appoint, mark: dict[str, str], action: str
) -> None:
    """A return happens once: what it forgets can't be said later."""
    _, send = desk_of(card, appoint)
    answer = send(action, **mark, text_R1=WORDS, mark_R3="DEFECT", text_R3=WORDS)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "R1" in html[html.index('class="errors"') :][:300]
    assert html.count(WORDS) == 2
    assert not models.DeficiencyNotice.objects.exists()


def test_words_on_a_defect_are_kept_for_later_and_only_for_officers(
    card: models.Application, appoint: Appoint
) -> None:
    client, send = desk_of(card, appoint)
    assert send("keep", mark_R1="DEFECT", text_R1=WORDS).status_code == 302
    assert WORDS in page_of(client, card)
    check = models.RequirementCheck.objects.get()
    assert check.remark is not None
    assert WORDS.encode() not in bytes(check.remark.content or b"")

    # Somebody else at the desk goes on with them
    other = at_the_desk(appoint([card.agency], actions=RIGHTS))
    assert WORDS in page_of(other, card)
    # The latest words count, and a mark in order has none
    send("keep", mark_R1="DEFECT", text_R1=WORDS.upper())
    assert WORDS.upper() in page_of(client, card)
    assert WORDS not in page_of(client, card)
    send("keep", mark_R1="MET", text_R1="")
    assert WORDS.upper() not in page_of(client, card)
    assert Sealed.objects.filter(name="remark").count() == 2, "they are history"


def test_the_notice_of_defects_takes_the_place_of_kept_words(
    card: models.Application, appoint: Appoint
) -> None:
    client, send = desk_of(card, appoint)
    send("keep", mark_R1="DEFECT", text_R1=WORDS)
    marked = {**in_order(client, card), "mark_R1": "DEFECT"}
    send("return", **marked, text_R1=WORDS + " Mohon diulang.")
    preview = client.get(f"/petugas/permohonan/{card.id}/kembalikan/").content.decode()
    seen = re.findall(r'name="(revision|answer_by)" value="([^"]+)"', preview)
    send("send_return", **dict(seen))
    shown = page_of(client, card)
    assert shown.count(escape(WORDS)) == 1
    deficiency = queries.deficiency_of(card)
    assert deficiency is not None
    assert deficiency.requirements == ["R1"]
