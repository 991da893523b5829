"""Officers record what went to another register, and its citizen reads the outcome."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.applications import models
from balarea.applications.operations import sealed_contents
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, pdf
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

TAX = "KPP-001"
NUMBER = "S-77/KPP/2026"
TEXT = "Nomor pokok wajib pajak sudah aktif sejak tanggal ini."
RIGHTS = (Action.READ, Action.VERIFY, Action.HAND_OVER)
TODAY = f"{clock.today(clock.now()):%d-%m-%Y}"


@pytest.fixture
def office(file: File, appoint: Appoint) -> tuple[Client, str]:
    """An officer's browser, and the address of a complete file to hand over."""
    address = f"/petugas/permohonan/{file(TAX).id}/"
    client = at_the_desk(appoint(["KPP"], actions=RIGHTS))
    met = {f"mark-R{n}": "MET" for n in (1, 2, 3, 6)}
    assert act(client, address, {"action": "accept", **met}).status_code == 302
    return client, address


def hand_over(office: tuple[Client, str], **changed: str) -> Any:
    client, address = office
    form = {"action": "hand_over", "number": NUMBER, "handed_on": TODAY, **changed}
    return act(client, address, form)


def test_nobody_here_is_said_to_decide_what_another_register_decides(
    office: tuple[Client, str], sign_in: SignIn
) -> None:
    hand_over(office)
    case = models.Application.objects.get().id
    page = sign_in().open(f"/permohonan/{case}/").text
    assert "Tempat bertanya" in page
    assert "Yang memutuskan" not in page
    assert "Kami mengabari Anda" in page
    client, address = office
    assert "Kami mengabari Anda" not in client.get(address).content.decode()


def record(office: tuple[Client, str], **changed: Any) -> Any:
    client, address = office
    form = {
        "action": "record_outcome",
        "revision": str(models.Application.objects.get().revision),
        "outcome": "GRANTED",
        "decided_on": TODAY,
        "reasons": TEXT,
        **changed,
    }
    return client.post(f"{address}hasil/", form)


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def tracked() -> str:
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    return Browser().open(f"/lacak/{application.reference}/{secret}/").text


def test_the_number_there_reaches_citizen_and_list(
    office: tuple[Client, str], sign_in: SignIn
) -> None:
    client, address = office
    assert "Serahkan kepada Coretax" in text(client, address)
    assert hand_over(office).status_code == 302
    case = models.Application.objects.get().id
    for page in (sign_in().open(f"/permohonan/{case}/").text, tracked()):
        assert NUMBER in page
        assert "Coretax, Direktorat Jenderal Pajak" in page
        assert "Kami mengabari Anda begitu hasilnya kami ketahui." in page
    assert NUMBER in text(client, "/petugas/diserahkan/")


def test_the_outcome_and_its_paper_are_for_the_citizen_alone(
    office: tuple[Client, str], sign_in: SignIn
) -> None:
    hand_over(office)
    client, _ = office
    assert record(office, paper=pdf()).status_code == 302
    case = models.Application.objects.get().id
    browser = sign_in()
    page = browser.open(f"/permohonan/{case}/")
    assert TEXT in page.text
    [link] = page.links_to("/berkas/OUTCOME/")
    assert browser.client.get(link)["Content-Type"] == "application/pdf"
    assert "Disetujui di sana" in tracked()
    assert TEXT not in tracked()
    [shown] = re.findall(
        r"/petugas/permohonan/[^/]+/berkas/[^/]+/", officers_page(office)
    )
    assert client.get(shown)["Content-Type"] == "application/pdf"
    assert NUMBER not in text(client, "/petugas/diserahkan/")


def officers_page(office: tuple[Client, str]) -> str:
    """What officers read of the outcome, without the files that were filed."""
    page: str = text(*office)
    section = r'<section aria-labelledby="diserahkan">.*?</section>'
    return "".join(re.findall(section, page, re.DOTALL))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": "tidak ada"}, "number"),
        ({"handed_on": "besok"}, "handed_on"),
        ({"handed_on": "01-01-2020"}, "handed_on"),
    ],
)
def test_what_is_wrong_with_a_handing_over_stands_at_its_field(
    office: tuple[Client, str], changed: dict[str, str], field: str
) -> None:
    answer = hand_over(office, **changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#f-{field}"' in page
    assert models.Application.objects.get().state == "TO_HAND_OVER"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"decided_on": "01-01-2020"}, "decided_on"),
        ({"reasons": "ya"}, "reasons"),
    ],
)
def test_what_is_wrong_with_an_outcome_stands_at_its_field(
    office: tuple[Client, str], changed: dict[str, str], field: str
) -> None:
    hand_over(office)
    answer = record(office, **changed)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()
    assert models.Application.objects.get().state == "HANDED_OVER"


def test_a_paper_that_is_no_file_of_a_known_kind_is_refused_with_the_input(
    office: tuple[Client, str],
) -> None:
    hand_over(office)
    text_file = SimpleUploadedFile("surat.pdf", b"tidak ada", "application/pdf")
    answer = record(office, paper=text_file)
    page = answer.content.decode()
    assert answer.status_code == 415
    assert 'href="#f-paper"' in page
    assert TEXT in page


def test_pressing_twice_records_one_outcome(office: tuple[Client, str]) -> None:
    hand_over(office)
    revision = str(models.Application.objects.get().revision)
    for _ in range(2):
        answer = record(office, idempotency_key="a-key-of-a-form", revision=revision)
        assert answer.status_code == 302
    assert models.RegisterOutcome.objects.count() == 1


def test_the_list_is_for_those_who_hand_over(appoint: Appoint) -> None:
    client = at_the_desk(appoint(["KPP"], actions=(Action.READ, Action.DECIDE)))
    assert client.get("/petugas/diserahkan/").status_code == 403
    client = at_the_desk(appoint(["KPP"], actions=RIGHTS))
    assert "Tidak ada yang menunggu di sana" in text(client, "/petugas/diserahkan/")
