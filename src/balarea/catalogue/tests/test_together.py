"""What a service's page says of advisers and of delegated authority; the command."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from balarea.catalogue import queries
from balarea.catalogue.tests.conftest import publish, shipped
from balarea.foundation import clock
from balarea.people import queries as people

pytestmark = pytest.mark.django_db
DECREE = "Keputusan Bupati Nomor 7 Tahun 2026"


@pytest.fixture
def services(db: None, at: dt.datetime) -> None:
    publish(at, shipped()["DPM-012"], shipped()["DHB-007"])


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("delegation", *words, stdout=out)
    return out.getvalue()


def add(*more: str) -> str:
    return run(
        *("add", "DHB-007", "--to", "DPM", "--kind", "MANDATE"),
        *("--actions", "DECIDE", "--office", "Kepala Dinas Perhubungan"),
        *("--office-en", "Head of the Transport Office", "--decree", DECREE),
        *("--decree-on", "2026-01-02", "--from", "2026-02-01", *more),
    )


def page(client: Client, code: str, language: str = "id") -> str:
    client.cookies["bahasa"] = language
    return client.get(f"/layanan/{code}/").content.decode()


def test_a_service_says_who_advises_and_what_silence_means(
    services: None, client: Client
) -> None:
    text = page(client, "DPM-012")
    for words in (
        "Dinas Perhubungan",
        "5 hari kerja",
        "Bila wajib analisis lalu lintas",
    ):
        assert words in text
    assert 'id="pertimbangan"' not in page(client, "DHB-007")


def test_its_page_names_a_delegation_until_it_ends(
    services: None, client: Client, at: dt.datetime
) -> None:
    assert DECREE not in page(client, "DHB-007")
    add()
    text = page(client, "DHB-007")
    assert DECREE in text
    assert "memutuskan atas nama Kepala Dinas Perhubungan" in text
    assert DECREE not in page(client, "DPM-012")
    [row] = people.delegations(clock.today(at))
    assert str(row.id) in run("list")
    run("end", str(row.id))
    assert DECREE not in page(client, "DHB-007")


def test_publishing_again_keeps_what_is_delegated(
    services: None, at: dt.datetime
) -> None:
    add()
    before = queries.revision()
    publish(at, shipped()["DPM-012"], shipped()["DHB-007"])
    assert queries.revision() == before
    publish(at, shipped()["DPM-012"], shipped()["DHB-007"], shipped()["DKC-006"])
    assert [one.service for one in queries.edition().delegations] == ["DHB-007"]


@pytest.mark.parametrize(
    "words",
    [
        ("end", "00000000-0000-0000-0000-000000000000"),
        (
            *("add", "XXX-001", "--to", "DPM", "--kind", "MANDATE", "--actions"),
            *("DECIDE", "--office", "Kepala", "--decree", DECREE),
            *("--decree-on", "2026-01-02", "--from", "2026-02-01"),
        ),
    ],
)
def test_the_command_refuses_what_it_does_not_find(
    services: None, words: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError):
        run(*words)


def test_the_command_refuses_a_second_one_at_the_same_time(services: None) -> None:
    add("--until", "2099-12-31")
    with pytest.raises(CommandError, match="DHB-007"):
        add()
