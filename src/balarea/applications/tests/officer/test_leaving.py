"""What stands in a page that an officer leaves is there when they are back."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.people import auth, unsent_forms
from balarea.people.models import Officer

WHY = "Foto buram. Mohon unggah foto yang semua tulisannya terbaca."
TYPED = {"mark-R1": "DEFECT", "text-R1": WHY, "ready-R3": "unreadable"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(appoint: Appoint) -> Officer:
    return appoint(["DKC"])


@pytest.fixture
def card(file: File) -> models.Application:
    return file("DKC-006")


def address(application: models.Application) -> str:
    return f"/petugas/permohonan/{application.id}/"


def leave(client: Client, card: models.Application, **typed: str) -> int:
    """What the page's script sends when the page is left."""
    sent = {"action": "leave", "revision": str(card.revision), **TYPED, **typed}
    return client.post(f"{address(card)}langkah/", sent).status_code


def rows() -> set[str]:
    return set(Session.objects.values_list("session_key", flat=True))


def page(client: Client, card: models.Application) -> str:
    return client.get(address(card)).content.decode()


def test_marks_and_words_are_there_again(
    card: models.Application, officer: Officer
) -> None:
    client, revision = at_the_desk(officer), card.revision
    assert leave(client, card) == 204
    assert not models.RequirementCheck.objects.exists(), "to leave is no step"
    card.refresh_from_db()
    assert card.revision == revision
    shown = page(client, card)
    assert WHY in shown
    assert "Anda meninggalkan halaman ini sebelum mengirim" in shown
    assert re.search(r'name="mark-R1" value="DEFECT"[^>]* checked', shown)
    assert '<option value="unreadable" selected>' in shown
    assert 'data-guard="again"' in shown, "left once more, it is kept once more"
    assert WHY not in page(client, card)


def test_what_is_sent_isnt_left_any_more(
    card: models.Application, officer: Officer
) -> None:
    client = at_the_desk(officer)
    leave(client, card)
    sent = {"action": "keep", "mark-R3": "MET"}
    assert act(client, address(card), sent).status_code == 302
    assert WHY not in page(client, card)


def test_each_case_has_its_own(file: File, officer: Officer) -> None:
    cases = [file("DKC-006") for _ in range(2)]
    client = at_the_desk(officer)
    for number, application in enumerate(cases):
        leave(client, application, **{"text-R1": f"{WHY} ({number})"})
    for number, application in enumerate(cases):
        assert f"{WHY} ({number})" in page(client, application)


def test_is_kept_for_its_owner_beyond_the_session(
    card: models.Application, officer: Officer, appoint: Appoint
) -> None:
    client = at_the_desk(officer)
    leave(client, card)
    session = client.session
    session[auth.LAST_REQUEST] -= (auth.OFFICER_IDLE + dt.timedelta(minutes=1)).seconds
    session.save()
    assert client.get(address(card)).status_code == 302, "signed out"
    # And what is left after it, by the same script, waits behind the sign-in
    leave(client, card, **{"text-R1": WHY.upper()})
    sign_in_page = client.get("/petugas/masuk/").content.decode()
    assert "isian Anda aman" in sign_in_page
    again = at_the_desk(officer)  # another session of the same officer
    assert WHY in page(again, card)
    assert WHY not in page(at_the_desk(appoint(["DKC"])), card)


def test_a_mark_of_somebody_else_is_seen_first(
    card: models.Application, officer: Officer, appoint: Appoint
) -> None:
    client, other = at_the_desk(officer), at_the_desk(appoint(["DKC"]))
    leave(client, card)
    act(other, address(card), {"action": "keep", "mark-R1": "MET"})
    shown = page(client, card)
    assert "Ada yang berubah sejak halaman ini dibuka" in shown
    assert re.search(r'name="mark-R1" value="MET"[^>]* checked', shown)


def test_nobody_leaves_words_at_what_they_cant_reach(
    card: models.Application, appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["POL"]))
    before = rows()
    assert leave(client, card) == 404
    assert rows() == before


def test_only_a_few_pages_are_kept(
    file: File, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = at_the_desk(officer)
    monkeypatch.setattr(unsent_forms, "PAGES", 2)
    cases = [file("DKC-006") for _ in range(3)]
    for _ in range(2):
        for application in cases:
            leave(client, application)
    assert [WHY in page(client, one) for one in cases] == [False, True, True]


def test_the_page_that_is_gone_to_writes_nothing_over_it(
    card: models.Application, officer: Officer
) -> None:
    """It was asked for before what is left came in, and ends after it."""
    client = at_the_desk(officer)
    before = client.session  # as the other request read it
    leave(client, card)
    before[auth.LAST_REQUEST] = before[auth.LAST_REQUEST] + 60
    before.save()
    assert WHY in page(client, card)


def test_what_lies_there_tells_nothing(
    card: models.Application, officer: Officer
) -> None:
    client = at_the_desk(officer)
    before = rows()
    leave(client, card)
    row = Session.objects.exclude(session_key__in=before).get()
    assert WHY not in row.session_data
    assert str(card.id) not in row.session_data
    assert officer.account.pk.hex not in row.session_key
