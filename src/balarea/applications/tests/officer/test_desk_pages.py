"""A prepared file: what its citizen brings, and one scan at the desk."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from balarea.applications import models
from balarea.applications.presenters.prepared import desk_address
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

CAPTURE = "DKC-004"
RIGHTS = (Action.READ, Action.SERVE)


@pytest.fixture
def prepared(file: File) -> models.Application:
    return file(CAPTURE)


@pytest.fixture
def desk(prepared: models.Application, appoint: Appoint) -> tuple[Client, str]:
    """An officer's browser, and the address of the prepared file."""
    client = at_the_desk(appoint(["DKC"], actions=RIGHTS))
    return client, f"/petugas/permohonan/{prepared.id}/"


def serve(desk: tuple[Client, str], **form: str) -> Any:
    client, address = desk
    return act(client, address, {"action": "serve", **form})


def test_the_citizen_reads_what_to_bring_where_and_until_when(
    prepared: models.Application, sign_in: SignIn
) -> None:
    browser = sign_in()
    home = f"/permohonan/{prepared.id}/"
    for page in (browser.open(home), browser.open(f"{home}tanda-terima/")):
        assert "Bawa ini ke loket" in page.text
        assert "Kartu Keluarga (KK)" in page.text
        assert "Hadir sendiri untuk perekaman" in page.text
        assert "Gratis" in page.text
        assert page.html.count("Kode QR untuk petugas di loket") == 1
    pdf = browser.client.get(f"{home}tanda-terima.pdf")
    assert pdf["Content-Type"] == "application/pdf"


def test_what_is_shown_in_person_is_not_said_to_be_proved_by_answers(
    desk: tuple[Client, str],
) -> None:
    page = desk[0].get(desk[1]).content.decode()
    assert "Dilihat di loket." in page
    assert "Tanpa salinan; aslinya ditunjukkan di loket." in page
    assert "Dibuktikan oleh jawaban." not in page


def test_whoever_serves_is_not_said_to_decide(
    prepared: models.Application, sign_in: SignIn
) -> None:
    page = sign_in().open(f"/permohonan/{prepared.id}/").text
    assert "Yang melayani" in page
    assert "Yang memutuskan" not in page


def test_the_worklist_opens_where_something_waits(
    prepared: models.Application, appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=(*RIGHTS, Action.VERIFY)))
    page = client.get("/petugas/").content.decode()
    assert f"/petugas/permohonan/{prepared.id}/" in page
    address = f"/petugas/permohonan/{prepared.id}/"
    form = {"action": "serve", "is_done": "YES"}
    assert act(client, address, form).status_code == 302
    empty = client.get("/petugas/").content.decode()
    assert "<h1>Perlu diperiksa</h1>" in empty


def test_the_code_opens_the_case_at_once(
    prepared: models.Application, desk: tuple[Client, str]
) -> None:
    client, address = desk
    scanned = f"/petugas/loket/{prepared.reference}/"
    assert client.get(scanned).headers["Location"] == address
    signed_out = Client().get(scanned)
    assert signed_out.status_code == 302
    assert signed_out.headers["Location"].startswith("/petugas/masuk/")


def test_the_code_opens_nothing_for_officers_of_another_agency(
    prepared: models.Application, appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["KPP"], actions=RIGHTS))
    assert client.get(f"/petugas/loket/{prepared.reference}/").status_code == 404
    assert client.get("/petugas/loket/222-222-222/").status_code == 404


def test_the_code_says_nothing_but_the_number(prepared: models.Application) -> None:
    base = settings.BALAREA_BASE_URL.rstrip("/")
    expected = f"{base}/petugas/loket/{prepared.reference}/"
    assert desk_address(prepared) == expected


def test_what_was_done_stands_on_the_citizen_s_page(
    prepared: models.Application, desk: tuple[Client, str], sign_in: SignIn
) -> None:
    assert "Berhasil dilayani?" in desk[0].get(desk[1]).content.decode()
    assert serve(desk, is_done="YES").status_code == 302
    browser, home = sign_in(), f"/permohonan/{prepared.id}/"
    for page in (browser.open(home).text, browser.open(f"{home}tanda-terima/").text):
        assert "Selesai dilayani di loket pada" in page
        assert "Bawa ini ke loket" not in page
        assert "Diperiksa" not in page
    assert browser.client.get(f"{home}tanda-terima.pdf").status_code == 200


def test_what_was_not_done_says_why(
    prepared: models.Application, desk: tuple[Client, str], sign_in: SignIn
) -> None:
    assert serve(desk, is_done="NO", not_served="MACHINE_DOWN").status_code == 302
    why = "Alat atau sambungan di loket tidak berfungsi."
    assert why in sign_in().open(f"/permohonan/{prepared.id}/").text
    assert why in desk[0].get(desk[1]).content.decode()


@pytest.mark.parametrize(
    ("form", "field"),
    [({}, "is_done"), ({"is_done": "NO"}, "not_served")],
)
def test_what_is_wrong_stands_at_its_field(
    desk: tuple[Client, str], form: dict[str, str], field: str
) -> None:
    answer = serve(desk, **form)
    assert answer.status_code == 422
    assert re.search(rf'href="#f-{field}"', answer.content.decode())


def test_prepared_files_stand_in_the_queue_of_those_who_serve(
    prepared: models.Application, desk: tuple[Client, str]
) -> None:
    page = desk[0].get("/petugas/?antrean=SERVE").content.decode()
    assert desk[1] in page
