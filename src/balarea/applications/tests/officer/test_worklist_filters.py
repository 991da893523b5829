"""A filter of the worklist is a link, can be saved, and stays while cases go by."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.officer.conftest import Appoint, File, act, at_the_desk
from balarea.applications.worklist_rules import MAX_SAVED, DueBy, WorklistFilter
from balarea.people.rules import Action

CARD, OTHER = "DKC-006", "DKC-012"
WORK = (Action.READ, Action.VERIFY)
MINE = {"antrean": "VERIFY", "milik": "semua", "layanan": CARD, "tempo": ""}
LINK = f"/petugas/?antrean=VERIFY&milik=semua&layanan={CARD}"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def address_of(case: models.Application) -> str:
    return f"/petugas/permohonan/{case.id}/"


@pytest.mark.parametrize(
    ("due_by", "until"),
    [
        (DueBy.ANY, dt.date.max),
        (DueBy.LATE, dt.date(2026, 11, 25)),
        (DueBy.THIS_WEEK, dt.date(2026, 11, 29)),
    ],
)
def test_a_filter_ends_with_its_last_day(due_by: DueBy, until: dt.date) -> None:
    thursday = dt.date(2026, 11, 26)
    assert WorklistFilter("VERIFY", due_by=due_by).until(thursday) == until


@pytest.mark.django_db
def test_a_saved_filter_is_a_link_opens_first_and_is_removed(
    file: File, appoint: Appoint
) -> None:
    card, other = file(CARD), file(OTHER)
    client = at_the_desk(appoint(["DKC"], actions=WORK))
    page = text(client, LINK)
    assert address_of(card) in page
    assert address_of(other) not in page
    assert address_of(card) not in text(client, LINK + "&tempo=terlambat")
    assert address_of(card) in text(client, "/petugas/?antrean=VERIFY&layanan=XXX-999")

    save = "/petugas/saringan/"
    assert f'value="{CARD}" selected' in text(client, f"{save}?{LINK.split('?')[1]}")
    empty = client.post(save, MINE | {"name": " "})
    assert empty.status_code == 422
    assert 'href="#f-name"' in empty.content.decode()
    answer: Any = client.post(save, MINE | {"name": "Kartu", "is_start": "YES"})
    assert answer.url == LINK
    client.post(save, MINE | {"name": "Semua", "layanan": ""})
    client.post(save, MINE | {"name": "Kartu", "is_start": "YES"})  # replaced
    assert models.SavedFilter.objects.count() == 2
    opened = text(client, "/petugas/")
    assert address_of(card) in opened
    assert address_of(other) not in opened
    assert ">Semua" in opened

    saved = models.SavedFilter.objects.get(name="Kartu")
    change = f"{save}{saved.id}/"
    client.post(change, {"action": "no_start"})
    assert address_of(other) in text(client, "/petugas/")
    # Another officer neither sees nor changes it.
    stranger = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.DECIDE]))
    assert stranger.post(change, {"action": "start"}).status_code == 404
    stranger.post(change, {"action": "remove"})
    assert models.SavedFilter.objects.count() == 2
    client.post(change, {"action": "remove"})
    assert [one.name for one in models.SavedFilter.objects.all()] == ["Semua"]
    for number in range(MAX_SAVED - 1):
        client.post(save, MINE | {"name": f"Daftar {number}"})
    assert client.post(save, MINE | {"name": "Satu lagi"}).status_code == 422
    assert models.SavedFilter.objects.count() == MAX_SAVED


@pytest.mark.django_db
def test_the_next_case_is_of_the_filter_and_the_list_says_when_none_is_left(
    file: File, appoint: Appoint
) -> None:
    other, first, second = file(OTHER), file(CARD), file(CARD)
    client = at_the_desk(appoint(["DKC"], actions=WORK))
    client.post(
        "/petugas/tampilan/",
        {"antrean": "VERIFY", "milik": "semua", "opens_next": "YES"},
    )
    text(client, LINK)
    met = {"action": "accept", "mark-R1": "MET", "mark-R3": "MET", "mark-R5": "MET"}
    following = {}
    for one in (first, second):
        answer = act(client, address_of(one), met)
        following[one.id] = answer.url
    assert following == {first.id: address_of(second), second.id: LINK}
    page = text(client, LINK)
    assert "Tidak ada lagi berkas yang menunggu Anda di daftar ini." in page
    other.refresh_from_db()
    assert other.handler_id is None, "what the filter leaves out is not taken"
    # Given back, it is not the next one again.
    text(client, "/petugas/?antrean=VERIFY")
    act(client, address_of(other), {"action": "take"})
    answer = act(client, address_of(other), {"action": "give_back"})
    assert answer.url.startswith("/petugas/?antrean=VERIFY")
