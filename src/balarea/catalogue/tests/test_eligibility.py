"""Am I entitled? Questions without signing in, a verdict, and a list of documents."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
from django.conf import settings
from django.test import Client
from tests import browser, snapshots

from balarea.catalogue import definition as engine
from balarea.catalogue.presenters import opening_hours
from balarea.catalogue.testing import shipped
from balarea.catalogue.tests.conftest import publish

FOLDER = Path(settings.BALAREA_SERVICES_DIR)
CODE = "DKC-001"
PAGE = f"/layanan/{CODE}/cek/"
ALL_YES = {"resident": "YES", "founds_family": "YES"}


@pytest.fixture
def client(db: None, at: dt.datetime, client: Client) -> Client:
    without = msgspec.structs.replace(shipped()["DKC-002"], eligibility=())
    published = (shipped()[CODE], without, shipped()["DKC-013"])
    snapshots.arrange("eligible", lambda: publish(at, *published), is_first=True)
    return client


def text_of(client: Client, **answers: str) -> str:
    return client.post(PAGE, answers).content.decode()


def test_all_yes_means_yes_with_a_way_to_begin(client: Client) -> None:
    text = text_of(client, **ALL_YES)
    assert "Ya, layanan ini untuk Anda" in text
    assert f"/permohonan/baru/{CODE}/" in text


def test_a_no_names_the_reason_the_law_and_what_fits(client: Client) -> None:
    text = text_of(client, resident="NO", founds_family="YES")
    question = shipped()[CODE].eligibility[0]
    assert question.otherwise.text.id in text
    assert "Perpres 96/2018" in text
    assert 'href="/layanan/DKC-013/"' in text
    assert "Daftar dokumen Anda" not in text


@pytest.mark.parametrize("answers", [{}, {**ALL_YES, "resident": "OPEN"}])
def test_an_open_answer_means_that_one_asks(
    client: Client, answers: dict[str, str]
) -> None:
    assert "Tanyakan kepada kami" in text_of(client, **answers)


def test_the_list_follows_the_answers(client: Client) -> None:
    undecided = text_of(client, **ALL_YES)
    assert "Mungkin, tergantung" in undecided
    divorced = text_of(client, **ALL_YES, ground="DIVORCE")
    listed = divorced[divorced.index('id="dokumen"') :]
    listed = listed[: listed.index("</section>")]
    assert "Akta cerai" in listed
    assert "Buku nikah" not in listed
    assert "Mungkin, tergantung" not in listed


def test_the_list_as_text_holds_no_answer(client: Client) -> None:
    response = client.post(PAGE, {**ALL_YES, "ground": "DIVORCE", "teks": "1"})
    assert response["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    assert "Akta cerai" in text
    assert "08" in text, "the hours of the office"
    assert "DIVORCE" not in text


def test_nothing_is_stored_and_no_answer_is_in_an_address(client: Client) -> None:
    text = text_of(client, **ALL_YES, ground="MARRIAGE")
    assert "founds_family=" not in text
    assert not re.search(r"(href|action)=\"[^\"]*MARRIAGE", text)
    assert not client.session.items()
    assert client.get(f"{PAGE}?resident=NO").status_code == 200
    assert "Bukan layanan ini" not in client.get(f"{PAGE}?resident=NO").content.decode()


def test_a_service_without_questions_has_no_such_page(client: Client) -> None:
    assert client.get("/layanan/DKC-002/cek/").status_code == 404
    assert client.get("/layanan/XXX-999/cek/").status_code == 404


def test_a_number_that_decides_leaves_the_requirement_open() -> None:
    sign = shipped()["DPM-058"]
    names = {field.id for field in engine.deciding_fields(sign)}
    assert names == {"land", "structure"}
    raw = {"land": ["OWN"], "structure": ["POLE"]}
    documents = engine.document_list(sign, raw, today=dt.date(2026, 11, 24))
    assert [one.id for one in documents.possible] == ["R7"]


@pytest.mark.parametrize("width", [browser.PHONE, browser.DESK])
def test_the_page_is_usable_by_everybody(
    client: Client, open_page: browser.OpenPage, width: int
) -> None:
    page = open_page(width=width, script=False)
    browser.answer_with(page, {PAGE: text_of(client, resident="YES")})
    page.goto(PAGE)
    browser.check_page(page)


def events_of(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).events)


def test_the_calendar_file_has_the_next_open_days_and_the_list(client: Client) -> None:
    response = client.post(PAGE, {**ALL_YES, "ground": "DIVORCE", "kalender": "1"})
    assert response["Content-Type"].startswith("text/calendar")
    assert "jam-buka.ics" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    events = events_of(response.content)
    assert len(events) == opening_hours.OPEN_DAYS
    assert len({str(event["uid"]) for event in events}) == len(events)
    for event in events:
        assert "Disdukcapil" in str(event["summary"])
        assert "Akta cerai" in str(event["description"])
        assert event.end > event.start
    assert b"DIVORCE" not in response.content
    assert b"founds_family" not in response.content


def test_closed_days_and_hours_that_passed_are_left_out() -> None:
    agency = engine.load_agencies(FOLDER)[0]
    jakarta = ZoneInfo("Asia/Jakarta")
    friday = dt.datetime(2026, 11, 27, 14, 30, tzinfo=jakarta)  # it has just closed
    monday, tuesday = dt.date(2026, 11, 30), dt.date(2026, 12, 1)
    spans = opening_hours.spans(agency, friday, {monday: False})
    assert spans[0].opens.date() == tuesday
    before = friday - dt.timedelta(minutes=1)
    first, second, *_ = opening_hours.spans(agency, before, {})
    assert (first.opens.date(), second.opens.date()) == (before.date(), monday)
    assert first.closes == friday


def test_the_hours_are_the_same_moment_in_every_zone() -> None:
    agency = engine.load_agencies(FOLDER)[0]
    now = dt.datetime(2026, 11, 30, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    spans = opening_hours.spans(agency, now, {})
    texts = {"uid": "DPM-001@mall", "title": "Buka", "description": "A\nB;C"}
    content = opening_hours.calendar(spans, location="Desk, A", now=now, **texts)
    first = events_of(content)[0]
    assert first.start == dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC)
    assert first["description"] == "A\nB;C"
    assert str(first["uid"]) == "20261130.DPM-001@mall"
    assert content == opening_hours.calendar(
        spans, location="Desk, A", now=now, **texts
    ), "the same file again moves the same events"
