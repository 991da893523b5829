"""Figures of what was sent though a register of the state has it, and used again."""

import datetime as dt

import pytest

from balarea.applications import models, queries
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.foundation import clock
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
MONTH = dt.timedelta(days=30)


def scope_of(officer: Officer) -> Scope:
    scope = people.scope_of(officer.account)
    assert scope is not None
    return scope


def test_lists_the_services_that_ask_most_first(file: File, appoint: Appoint) -> None:
    for code in ("DNK-001", "DKC-012", "DKC-012"):  # one held, then two each
        file(code)
    scope = scope_of(appoint(["DKC", "DNK"], actions=[Action.OVERSEE]))
    since = clock.now() - MONTH
    assert queries.proofs(scope, since=since) == [
        queries.Proofs("DKC-012", 2, 4, 0),
        queries.Proofs("DNK-001", 1, 1, 0),
    ]
    [own] = queries.proofs(scope, "DNK", since=since)
    assert own.service == "DNK-001"
    assert not queries.proofs(scope, since=clock.now() + MONTH)


def test_shows_nothing_that_the_officer_does_not_oversee(
    file: File, appoint: Appoint
) -> None:
    file("DKC-012")
    scope = scope_of(appoint(["DNK"], actions=[Action.OVERSEE]))
    assert not queries.proofs(scope, since=clock.now() - MONTH)


def test_stands_on_the_page_of_figures(file: File, appoint: Appoint) -> None:
    heading = "Diminta, padahal negara memilikinya"
    client = at_the_desk(appoint(["DKC"], actions=[Action.OVERSEE]))
    assert heading not in client.get("/petugas/angka/").content.decode()
    file("DKC-012")
    assert models.Filing.objects.get().sent_though_held == 2
    for address in ("/petugas/angka/", "/petugas/angka/DKC/"):
        page = client.get(address).content.decode()
        assert heading in page
        assert "SKPWNI" in page[page.index(heading) :]
