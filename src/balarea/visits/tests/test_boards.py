"""Boards: what they show, what their script reads, and what if the database is away."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balarea.foundation import clock
from balarea.people import auth
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.models import Site
from balarea.people.rules import Action
from balarea.visits import models, testing
from balarea.visits.operations import announcing, calling, desks
from balarea.visits.queries import boards
from balarea.visits.rules import RECALL_PAUSE
from balarea.visits.views import board as views

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    views.forget()
    yield
    views.forget()


@pytest.fixture
def now() -> dt.datetime:
    return clock.now()


@pytest.fixture
def site(now: dt.datetime) -> Site:
    return testing.mall(now, others=["DPM"])


@pytest.fixture
def clerk(site: Site, now: dt.datetime) -> testing.Clerk:
    return testing.clerk(site, "A1", now)


def read(address: str = "/layar/A/data/", **headers: str) -> Any:
    views.forget()
    response = Client().get(address, headers=headers)
    assert response.status_code == 200
    return response.json()


def call(clerk: testing.Clerk, at: dt.datetime) -> models.Ticket:
    ticket = calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    assert ticket is not None
    return ticket


def test_a_call_is_shown_and_said_by_the_board_of_its_zone_and_of_the_hall(
    site: Site, clerk: testing.Clerk, now: dt.datetime
) -> None:
    for _ in range(3):
        testing.ticket(testing.queue(site), now)
    call(clerk, now)
    content = read()
    assert content["after"] == "A:1"
    [announced] = content["announcements"]
    assert announced["key"] == "A:1"
    assert announced["clips"]["id"][2:4] == ["number-1", "go-to-desk"]
    [in_hall] = read("/layar/semua/data/")["announcements"]
    assert in_hall["key"] == "A:1"
    assert read("/layar/B/data/")["announcements"] == []
    page = Client().get("/layar/A/").content.decode()
    assert "<b>A001</b>" in page
    assert 'data-after="A:1"' in page
    line = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert "A001</b> → A1" in line
    assert '<td class="number">2</td><td class="number">1</td>' in line


def test_a_number_that_is_called_again_stands_on_the_board_once(
    site: Site, clerk: testing.Clerk, now: dt.datetime
) -> None:
    testing.ticket(testing.queue(site), now)
    ticket = call(clerk, now - RECALL_PAUSE)
    calling.recall(ticket=ticket.id, version=ticket.version, by=clerk.by, at=now)
    content = read()
    assert content["html"].count("A001") == 2  # called, and served at its queue
    assert [one["kind"] for one in content["announcements"]] == ["CALL", "RECALL"]
    assert content["after"] == "A:2"


def test_a_paused_desk_is_not_open(clerk: testing.Clerk, now: dt.datetime) -> None:
    assert '<td class="number">1</td>' in read()["html"]
    desks.pause(reason="REST", scope=clerk.scope, by=clerk.by, at=now)
    assert '<td class="number">1</td>' not in read()["html"]


@pytest.mark.parametrize("coding", ["", "br"])
def test_nothing_new_is_answered_without_a_body(
    site: Site, clerk: testing.Clerk, now: dt.datetime, coding: str
) -> None:
    """Also to a browser, which gets it compressed, with a weak tag."""
    codings = {"Accept-Encoding": coding}
    first = Client().get("/layar/A/data/", headers=codings)
    assert first.headers["ETag"].startswith("W/") == bool(coding)
    tag = {"If-None-Match": first.headers["ETag"], **codings}
    assert Client().get("/layar/A/data/", headers=tag).status_code == 304
    testing.ticket(testing.queue(site), now)
    views.forget()
    assert Client().get("/layar/A/data/", headers=tag).status_code == 200


def test_a_board_keeps_its_values_and_says_their_age_while_the_database_is_away(
    site: Site,
    clerk: testing.Clerk,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(4):
        testing.ticket(testing.queue(site), now)
    Client().get("/layar/A/")

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(boards, "board", away)
    minutes_later = now + dt.timedelta(minutes=3, seconds=5)
    monkeypatch.setattr(clock, "now", lambda: minutes_later)
    page = Client().get("/layar/A/").content.decode()
    assert '<td class="number">4</td>' in page
    assert '<b id="umur">3</b>' in page
    assert 'role="status" hidden' not in page
    content = Client().get("/layar/A/data/").json()
    assert content["stale"]
    assert content["age"] >= 180
    assert '<td class="number">4</td>' in content["html"]


def test_a_board_that_never_had_data_says_so_and_never_zero(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(boards, "board", away)
    sent = Client().get("/layar/A/")
    assert sent.status_code == 503
    page = sent.content.decode()
    assert 'http-equiv="refresh"' in page
    assert "<table" not in page
    assert Client().get("/layar/A/data/").status_code == 503


def test_a_text_of_a_manager_is_shown_until_its_time_in_the_reader_s_language(
    site: Site, now: dt.datetime
) -> None:
    officer = people_testing.appoint("DKC", {Action.MANAGE}, now)
    announcing.announce_text(
        site=site,
        zone="A",
        text="Loket kas pindah",
        translations={"en": "The cash desk has moved"},
        until=now + dt.timedelta(minutes=5),
        scope=people_testing.scope_of(officer),
        by=people_queries.officer_actor(officer),
        at=now,
    )
    assert "Loket kas pindah" in read()["html"]
    english = Client()
    english.cookies["bahasa"] = "en"
    assert "The cash desk has moved" in english.get("/layar/A/").content.decode()
    assert boards.board(site, "A", now + dt.timedelta(minutes=6)).texts == ()


def test_reading_a_board_takes_as_many_queries_for_many_queues_as_for_one(
    site: Site, clerk: testing.Clerk, now: dt.datetime
) -> None:
    counts = []
    for zone in ("A", ""):
        with CaptureQueriesContext(connection) as queries:
            boards.board(site, zone, now)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_page_may_connect_to_the_streams_of_its_own_host_only(
    site: Site, settings: Any
) -> None:
    settings.BALAREA_STREAM_ADDRESS = ":8001"
    sent = Client().get("/layar/A/", headers={"Host": "localhost:8000"})
    policy = sent.headers["Content-Security-Policy"]
    assert "connect-src 'self' http://localhost:8001;" in f"{policy};"
    assert 'data-stream=":8001"' in sent.content.decode()
    other = Client().get("/layar/").headers["Content-Security-Policy"]
    assert "8001" not in other


def test_a_recorded_word_replaces_ours_and_others_stay(
    settings: Any, tmp_path: Path
) -> None:
    settings.BALAREA_VOICE_DIR = tmp_path
    (tmp_path / "id").mkdir()
    (tmp_path / "id" / "letter-a.ogg").write_bytes(b"recorded")
    own = Client().get("/layar/suara/id/letter-a.mp3")
    assert (own.content, own.headers["Content-Type"]) == (b"recorded", "audio/ogg")
    other = Client().get("/layar/suara/id/letter-b.mp3")
    assert other.headers["Content-Type"] == "audio/mpeg"
    assert len(other.content) > 500


@pytest.mark.parametrize("name", ["en/none", "jv/chime", "id/..", "id/Letter-A"])
def test_what_is_no_word_of_the_voice_is_not_found(name: str) -> None:
    assert Client().get(f"/layar/suara/{name}.mp3").status_code == 404


def test_a_zone_without_queues_is_not_found(site: Site) -> None:
    assert Client().get("/layar/Z/").status_code == 404
    assert Client().get("/layar/").status_code == 200


@pytest.fixture
def manager(site: Site, now: dt.datetime) -> Client:
    officer = people_testing.appoint("DKC", {Action.MANAGE}, now)
    client = Client()
    client.force_login(officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = now.timestamp()
    session.save()
    return client


def test_a_manager_puts_a_text_on_the_boards_of_a_zone(
    site: Site, manager: Client, now: dt.datetime
) -> None:
    page = "/petugas/lantai/pengumuman/"
    form = {"site": site.code, "zone": "A", "period": "15"}
    sent = manager.post(page, {**form, "text": "Hai"}, follow=True)
    assert sent.status_code == 422
    assert "5 sampai 160" in sent.content.decode()
    assert 'value="Hai"' in sent.content.decode()
    text = "Loket A1 pindah ke A3"
    manager.post(page, {**form, "text": text, "text_en": "Desk A1 is now A3"})
    assert text in manager.get(page).content.decode()
    assert text in read()["html"]
    assert text not in read("/layar/B/data/")["html"]
    [row] = models.Announcement.objects.all()
    assert row.until is not None
    assert row.until - now < dt.timedelta(minutes=16)
    # An agency's manager speaks where its queues are, not to the whole building.
    for zone in ("B", ""):
        sent = manager.post(page, {**form, "zone": zone, "text": text})
        assert sent.status_code == 403
    assert models.Announcement.objects.count() == 1


def test_who_does_not_manage_puts_nothing_on_the_boards(
    site: Site, clerk: testing.Clerk, now: dt.datetime
) -> None:
    client = Client()
    client.force_login(clerk.officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = now.timestamp()
    session.save()
    assert client.get("/petugas/lantai/pengumuman/").status_code == 403
