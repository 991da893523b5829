"""Papers at the desk: a phone as scanner, a scanner's files, who may use both."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.applications.tests.officer.test_front_desk import (
    begin,
    begin_person,
    hidden,
    text,
)
from balarea.applications.tests.test_scanning import photo
from balarea.catalogue import definition as engine
from balarea.documents import models as documents
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
PHONE = re.compile(r"https?://[^/]+(/pindai/[\w-]{22}/)")


@pytest.fixture
def desk(services: dict[str, engine.Definition], appoint: Appoint) -> Client:
    return at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE]))


@pytest.fixture
def form(desk: Client) -> str:
    """The dense form of a new application of somebody at the desk."""
    return begin(desk, begin_person(desk))


@pytest.fixture
def papers(form: str) -> str:
    """The page of the papers of one of its requirements."""
    return f"{form}pindai/R3/"


def phone_of(desk: Client, papers: str) -> str:
    """Open a link; the phone's address as the page shows it."""
    assert desk.post(f"{papers}buka/").status_code == 302
    match = PHONE.search(text(desk.get(papers)))
    assert match
    return match[1]


def send(address: str, *shades: int) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", photo(n), "image/jpeg") for n in shades]
    assert Client().post(address, {"foto": files}).status_code == 302


def fields(answer: object) -> dict[str, str]:
    names = re.findall(r'name="(urut-[0-9a-f-]+)"', text(answer))
    return {name: str(number) for number, name in enumerate(names, start=1)}


def test_the_form_leads_to_the_papers_and_saves_what_was_typed(
    desk: Client, form: str
) -> None:
    page = desk.get(form)
    assert 'value="scan-R3"' in text(page)
    sent = {**hidden(page), "full_name": "Siti Rahayu", "_step": "scan-R3"}
    answer = desk.post(form, sent)
    assert answer.headers["Location"] == f"{form}pindai/R3/"
    assert 'value="Siti Rahayu"' in text(desk.get(form))


def test_photos_of_a_phone_become_a_file_of_the_form(desk: Client, papers: str) -> None:
    send(phone_of(desk, papers), 1, 2)
    page = desk.get(papers)
    answer = desk.post(papers, fields(page))
    assert answer.headers["Location"].endswith("#syarat-R3")
    assert "PDF, 2 halaman" in text(desk.get(answer.headers["Location"]))


def test_the_script_is_told_which_photos_wait_and_nothing_is_opened(
    desk: Client, papers: str
) -> None:
    phone = phone_of(desk, papers)
    before = Entry.objects.filter(type="OPENED").count()
    assert desk.get(f"{papers}keadaan/").json() == {"photos": []}
    send(phone, 1)
    [row] = documents.ScannedPhoto.objects.all()
    assert desk.get(f"{papers}keadaan/").json() == {"photos": [str(row.id)]}
    assert desk.get(papers).status_code == 200
    assert Entry.objects.filter(type="OPENED").count() == before


def test_a_photo_that_an_officer_looks_at_is_in_the_log(
    desk: Client, papers: str
) -> None:
    send(phone_of(desk, papers), 1)
    before = Entry.objects.filter(type="OPENED").count()
    [address] = re.findall(r'<img src="([^"]+/foto/[^"]+)"', text(desk.get(papers)))
    shown = desk.get(address)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in shown.headers["Cache-Control"]
    assert Entry.objects.filter(type="OPENED").count() == before + 1


def test_an_officer_removes_a_photo_and_stops_the_phone(
    desk: Client, papers: str
) -> None:
    phone = phone_of(desk, papers)
    send(phone, 1)
    [address] = re.findall(r'formaction="([^"]+)"', text(desk.get(papers)))
    assert desk.post(address).status_code == 302
    assert not documents.ScannedPhoto.objects.exists()
    assert desk.post(f"{papers}akhiri/").status_code == 302
    assert Client().get(phone).status_code == 410


def test_files_of_a_scanner_are_saved_one_by_one(desk: Client, form: str) -> None:
    good = SimpleUploadedFile("satu.jpg", photo(1), "image/jpeg")
    bad = SimpleUploadedFile("dua.jpg", b"bukan", "image/jpeg")
    answer = desk.post(f"{form}pindai/R3/unggah/", {"file": [good, bad]})
    if answer.status_code == 303:  # a refusal has an address of its own
        answer = desk.get(answer.headers["Location"])
    assert "dua.jpg: " in text(answer)
    assert documents.Evidence.objects.count() == 1


def test_nothing_chosen_is_said(desk: Client, papers: str) -> None:
    assert desk.post(f"{papers}unggah/").status_code == 422
    assert desk.post(papers).status_code == 422


def test_whoever_does_not_take_in_the_service_finds_nothing(
    desk: Client, papers: str, appoint: Appoint, at: dt.datetime
) -> None:
    send(phone_of(desk, papers), 1)
    [image] = re.findall(r'<img src="([^"]+/foto/[^"]+)"', text(desk.get(papers)))
    others = [
        appoint(["DKC"], actions=[Action.READ, Action.VERIFY]),
        appoint(["POL"], actions=[Action.RECEIVE]),
    ]
    for other in map(at_the_desk, others):
        for address in (papers, f"{papers}keadaan/", image):
            assert other.get(address).status_code == 404
        for step in ("buka/", "akhiri/", "unggah/"):
            assert other.post(papers + step).status_code == 404
        assert other.post(f"{image}hapus/").status_code == 404


def test_a_requirement_that_the_service_lacks_is_refused(
    desk: Client, form: str
) -> None:
    assert desk.get(f"{form}pindai/R99/").status_code == 404
