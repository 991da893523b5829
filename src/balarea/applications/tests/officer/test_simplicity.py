"""How simple services are: counted from definitions, measured from filings."""

import datetime as dt
import re
from collections.abc import Mapping

import pytest
from django.test import Client

from balarea.applications import models, queries
from balarea.applications.operations import filing
from balarea.applications.presenters import simplicity as presenters
from balarea.applications.queries import filing_durations
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    at_the_desk,
    shipped,
)
from balarea.catalogue import definition as engine
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action
from balarea.vault import queries as vault

PAGE = "/petugas/layanan/kesederhanaan/"

pytestmark = pytest.mark.django_db


def close(application: models.Application, at: dt.datetime) -> None:
    owners = application.owners
    filing.withdraw(case=application.id, owners=owners, by=SYSTEM, at=at)


def shown(client: Client, query: str = "") -> list[str]:
    """The codes of the rows, in their order."""
    text = client.get(PAGE + query).content.decode()
    return re.findall(
        r'<tr><th scope="row"><a href="/petugas/layanan/([A-Z0-9-]+)/', text
    )


def rows(order: str, times: Mapping[str, queries.FilingTime]) -> list[presenters.Row]:
    every = list(shipped().values())
    titles = {one.code: one.title.id for one in every}
    return presenters.rows(every, titles, times, order)


def test_counts_what_is_asked_and_what_is_known() -> None:
    figures = engine.simplicity(shipped()["DKC-006"])
    definition = shipped()["DKC-006"]
    assert figures.questions == len(definition.fields)
    assert figures.pages == len(definition.pages)
    assert 0 < figures.known_questions < figures.questions
    assert figures.needless == figures.known_questions + figures.held_documents
    uploads = [one for one in definition.requirements if one.evidence == "UPLOAD"]
    assert figures.documents == len(uploads) >= figures.held_documents


@pytest.mark.parametrize("order", presenters.ORDERS)
def test_the_worst_stand_first_in_every_order(order: str) -> None:
    times = {
        "DKC-006": queries.FilingTime(90, 12),
        "POL-001": queries.FilingTime(7, 10),
    }
    place = list(presenters.ORDERS).index(order)
    numbers = [(*row.numbers, row.minutes)[place] for row in rows(order, times)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > numbers[-1]


def test_every_officer_sees_their_agency_and_all_on_request(appoint: Appoint) -> None:
    client = at_the_desk(appoint(["DKC"], actions=[Action.READ]))
    own, every = shown(client), shown(client, "?instansi=semua")
    assert own
    assert all(code.startswith("DKC") for code in own)
    assert set(own) < set(every)
    assert shown(client, "?urut=nothing") == own


def test_every_order_is_one_link_away_and_stays_with_the_agency(
    appoint: Appoint,
) -> None:
    client = at_the_desk(appoint(["DKC"]))
    text = client.get(f"{PAGE}?urut=halaman&instansi=semua").content.decode()
    linked = set(re.findall(r'href="\?urut=([a-z]+)&amp;instansi=semua"', text))
    assert linked >= presenters.ORDERS.keys() - {"halaman"}
    assert text.count('aria-sort="descending"') == 1


def test_a_passer_by_is_led_to_the_officers_sign_in(client: Client) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/petugas/masuk/")


def test_the_standards_page_leads_there(appoint: Appoint) -> None:
    client = at_the_desk(appoint(["DKC"]))
    assert f'href="{PAGE}"' in client.get("/petugas/layanan/").content.decode()


def test_a_time_is_shown_from_enough_closed_applications(
    file: File, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = file("DKC-012")
    begun = application.submitted_at - dt.timedelta(minutes=25, seconds=30)
    cases = {application.id: begun}
    monkeypatch.setattr(vault, "first_sealed_at", lambda _: cases)
    assert queries.filing_times(["DKC-012"]) == {}, "it isn't closed"
    close(application, at)
    assert queries.filing_times(["DKC-012"]) == {}, "one is too few"
    monkeypatch.setattr(filing_durations, "LEAST", 1)
    assert queries.filing_times(["DKC-012", "POL-001"]) == {
        "DKC-012": queries.FilingTime(26, 1)
    }
    cases[application.id] = application.submitted_at + dt.timedelta(minutes=1)
    assert queries.filing_times(["DKC-012"]) == {}, "a clock that went back"


def test_the_time_begins_with_the_draft(
    file: File, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = file("DKC-012")
    close(application, at)
    monkeypatch.setattr(filing_durations, "LEAST", 1)
    measured = queries.filing_times(["DKC-012"])["DKC-012"]
    assert measured.applications == 1
    assert 1 <= measured.minutes <= 60


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(1, "1 menit"), (120, "120 menit"), (121, "2 jam"), (4320, "3 hari")],
)
def test_a_time_is_written_in_a_fitting_unit(minutes: int, text: str) -> None:
    [row] = presenters.rows(
        [shipped()["DKC-006"]],
        {"DKC-006": "KTP"},
        {"DKC-006": queries.FilingTime(minutes, 10)},
        presenters.WORST,
    )
    assert row.time == text
