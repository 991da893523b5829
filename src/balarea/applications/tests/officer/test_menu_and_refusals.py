"""A refused officer stays at their desk; the menu says where something waits."""

import re

import pytest
from django.test import Client

from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.people.rules import Action
from balarea.ui import navigation

pytestmark = pytest.mark.django_db

NOWHERE = "/petugas/tidak-ada/"


def menu(page: str) -> dict[str, list[str]]:
    """Heading → the entries below it, each with its count."""
    nav = page[page.index('<nav class="side"') :].split("</nav>")[0]
    parts = re.split(r'<p id="menu-\d+">', nav)[1:]
    return {
        part.split("</p>")[0]: [
            " ".join(re.sub(r"<kbd>.</kbd>|<[^>]+>", " ", entry).split())
            for entry in part.split("<li>")[1:]
        ]
        for part in parts
    }


def test_the_menu_groups_what_one_may_open_and_counts_what_waits(
    file: File, appoint: Appoint
) -> None:
    file("DKC-006")
    checker = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    shown = menu(checker.get("/petugas/").content.decode())
    assert "Daftar kerja 1 menunggu" in shown["Pekerjaan hari ini"]
    assert "Perlu diputuskan" not in shown["Pekerjaan hari ini"]
    assert "Pesan" in shown["Pengawasan"]
    assert "Loket depan" not in shown, "nothing of it may be opened"
    desk = at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE, Action.DECIDE]))
    shown = menu(desk.get("/petugas/").content.decode())
    assert "Perlu diputuskan" in shown["Pekerjaan hari ini"], "without a count of none"
    assert len(shown["Loket depan"]) == 3


def test_every_grouped_address_is_in_one_group_only() -> None:
    listed = [one for every in navigation.GROUPS.values() for one in every]
    assert len(listed) == len(set(listed))
    shown = [
        one for _, items in navigation.grouped(navigation.OFFICER) for one in items
    ]
    assert sorted(one.address for one in shown) == sorted(
        one.address for one in navigation.OFFICER
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/petugas/permohonan/01a22d0b-1a12-780b-a8ec-465025d575bc/", 404),
        ("get", NOWHERE, 404),
        ("get", "/petugas/loket/", 403),
        ("get", "/petugas/berikutnya/", 405),
    ],
)
def test_a_refused_officer_stays_at_their_desk(
    appoint: Appoint, method: str, path: str, status: int
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    answer = getattr(client, method)(path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert '<body class="officer">' in page
    assert "Daftar kerja" in menu(page)["Pekerjaan hari ini"], "without counts"
    assert re.search(r'<a[^>]*href="/petugas/"[^>]*>\s*Ke daftar kerja', page)
    assert path not in page.replace(f'href="{path}"', "")


def test_a_form_without_its_token_is_refused_at_the_desk(appoint: Appoint) -> None:
    officer = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    client = Client(enforce_csrf_checks=True)
    client.cookies = officer.cookies
    answer = client.post("/petugas/cari/", {"q": "x"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert '<body class="officer">' in page
    assert "Formulir ini terbuka terlalu lama." in page


def test_whoever_is_not_signed_in_sees_the_pages_of_citizens() -> None:
    page = Client().get(NOWHERE)
    assert page.status_code == 404
    assert '<body class="officer">' not in page.content.decode()
