"""Figures are for those who oversee, and of what they oversee only."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.test import Client

from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    at_the_desk,
    shipped,
)
from balarea.foundation.operation import SYSTEM
from balarea.people import operations
from balarea.people import queries as people
from balarea.people.rules import Action

WORKLIST, FIGURES = "/petugas/", "/petugas/angka/"
LINK = f'href="{FIGURES}"'
OTHERS = tuple(action for action in Action if action != Action.OVERSEE)

pytestmark = pytest.mark.django_db


def numbers(client: Client) -> dict[str, list[int]]:
    """Agency → the numbers of its row."""
    text = client.get(FIGURES).content.decode()
    row = r'<tr><th scope="row"><a[^>]*>(.*?)</a></th>(.*?)</tr>'
    rows = re.findall(row, text, re.S)
    return {
        name: [int(n) for n in re.findall(r">(\d+)<", cells)] for name, cells in rows
    }


def test_whoever_may_everything_but_oversee_is_refused(appoint: Appoint) -> None:
    client = at_the_desk(appoint(["DKC"], actions=OTHERS))
    assert client.get(FIGURES).status_code == 403
    shown = client.get(WORKLIST).content.decode()
    assert LINK not in shown, "no link to a page that refuses"


def test_whoever_oversees_is_let_in_and_led_there(appoint: Appoint) -> None:
    client = at_the_desk(appoint(["DKC"], actions=[Action.OVERSEE]))
    assert client.get(WORKLIST).headers["Location"] == FIGURES
    answer = client.get(FIGURES)
    assert answer.status_code == 200
    assert LINK in answer.content.decode()


def test_a_passer_by_is_led_to_the_officers_sign_in(client: Client) -> None:
    assert client.get(FIGURES).headers["Location"].startswith("/petugas/masuk/")


def test_counts_what_is_overseen_and_nothing_beside_it(
    file: File, appoint: Appoint
) -> None:
    for code in ("DKC-006", "DKC-012", "POL-001"):
        file(code)
    one = at_the_desk(appoint(["DKC"], named=["DKC-006"]))
    agency = at_the_desk(appoint(["DKC"]))
    both = at_the_desk(appoint(["DKC", "POL"]))
    assert [row[0] for row in numbers(one).values()] == [1]
    assert [row[0] for row in numbers(agency).values()] == [2]
    assert sorted(row[0] for row in numbers(both).values()) == [1, 2]


def test_the_first_figure_is_how_many_are_open(file: File, appoint: Appoint) -> None:
    for code in ("DKC-006", "DKC-012"):
        file(code)
    shown = at_the_desk(appoint(["DKC"])).get(FIGURES).content.decode()
    assert re.findall(r'<div class="stat"><b>([^<]*)</b>', shown)[0] == "2"


def test_rights_to_work_elsewhere_open_no_figures_there(
    file: File, appoint: Appoint, at: dt.datetime
) -> None:
    for code in ("DKC-006", "DKC-012", "POL-001"):
        file(code)
    officer = appoint(["POL"])
    operations.grant(
        officer=officer,
        agency=people.agencies()["DKC"],
        actions=OTHERS,
        by=SYSTEM,
        at=at,
    )
    assert [row[0] for row in numbers(at_the_desk(officer)).values()] == [1]


def test_names_an_agency_in_the_readers_language(file: File, appoint: Appoint) -> None:
    file("DKC-006")
    client = at_the_desk(appoint(["DKC"]))
    client.cookies["bahasa"] = "en"
    assert list(numbers(client)) == [people.agencies()["DKC"].name_translations["en"]]


def test_counts_the_services_by_how_they_end(
    whole_catalogue: None, appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=[Action.OVERSEE]))
    text = client.get(FIGURES).content.decode()
    counted = Counter[str](one.ends_by for one in shipped().values())
    assert counted.total() == 361
    for way, name in (
        ("DECIDE", "Diputus di sini"),
        ("HAND_OVER", "Diserahkan"),
        ("DESK", "Di loket"),
    ):
        assert f'<div class="stat"><b>{counted[way]}</b><span>{name}' in text
