"""What officers see of rules, and how they answer a citizen who asks for a person."""

import pytest
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, fill, submit
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.catalogue.testing import shipped
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

SPPL = "DLH-001"
WRONG = "Nama kegiatan saya salah tulis di dalam dokumen itu."
WHY = "Nama kegiatan di dokumen memang berbeda dari jawaban pemohon."
HEAD = (Action.READ, Action.DECIDE, Action.REVOKE)
LIST = "/petugas/peninjauan/"


@pytest.fixture
def review_request(file: File, sign_in: SignIn) -> tuple[Browser, str]:
    """The citizen who asked for a person, and the address of the officers' page."""
    application = file(SPPL)
    document = document_queries.document_of(application.id)
    assert document is not None
    documents.issue(document=document.id, by=SYSTEM, at=clock.now())
    browser = sign_in()
    page = browser.open(f"/permohonan/{application.id}/tinjau/")
    browser.send(page, {"request": WRONG}, holding="request")
    return browser, f"/petugas/permohonan/{application.id}/"


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def own_page(address: str) -> str:
    return address.replace("/petugas", "")


def test_lists_what_waits_and_shows_what_rules_found(
    review_request: tuple[Browser, str], appoint: Appoint
) -> None:
    client, address = at_the_desk(appoint(["DLH"], actions=HEAD)), review_request[1]
    assert address in text(client, LIST)
    assert LIST in text(client, "/petugas/")
    page = text(client, address)
    assert WRONG in page
    assert "Temuan aturan" in page
    assert "Bangunannya kurang dari 500 m²." in page
    assert "oleh aturan, tanpa petugas" in page


def test_confirms_and_the_citizen_reads_why(
    review_request: tuple[Browser, str], appoint: Appoint
) -> None:
    client, (browser, address) = (
        at_the_desk(appoint(["DLH"], actions=HEAD)),
        review_request,
    )
    form = {"action": "review", "is_confirmed": "YES", "reasons": WHY}
    assert act(client, address, form).status_code == 302
    assert address not in text(client, LIST)
    page = browser.open(own_page(address))
    assert "Dikuatkan petugas" in page.text
    assert WHY in page.text
    assert page.links_to("dokumen.pdf")


def test_revokes_and_the_citizen_corrects_and_files_again(
    review_request: tuple[Browser, str], appoint: Appoint
) -> None:
    client, (browser, address) = (
        at_the_desk(appoint(["DLH"], actions=HEAD)),
        review_request,
    )
    form = {"action": "review", "is_confirmed": "NO", "reasons": WHY}
    assert act(client, address, form).status_code == 302
    page = browser.open(own_page(address))
    assert "Dicabut petugas" in page.text
    tasks = browser.send(page, holding="idempotency_key")
    assert tasks.status == 200
    assert tasks.address != page.address
    assert models.Draft.objects.count() == 1
    check = browser.open(f"{tasks.address}periksa/")
    assert "Warung Contoh" in check.text
    receipt = browser.send(check, holding="seen_as")
    assert "Seketika: disetujui" in receipt.text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"reasons": WHY}, "Pilih salah satu jawaban."),
        ({"is_confirmed": "YES", "reasons": "Benar."}, "Tulis paling sedikit"),
    ],
)
def test_keeps_what_was_typed_where_something_is_missing(
    review_request: tuple[Browser, str],
    appoint: Appoint,
    form: dict[str, str],
    says: str,
) -> None:
    client, address = at_the_desk(appoint(["DLH"], actions=HEAD)), review_request[1]
    refused = act(client, address, {"action": "review", **form})
    assert refused.status_code == 422
    assert form["reasons"] in refused.content.decode()
    assert says in refused.content.decode()
    assert not models.ReviewOutcome.objects.exists()


def test_who_may_not_revoke_may_only_confirm(
    review_request: tuple[Browser, str], appoint: Appoint
) -> None:
    rights = (Action.READ, Action.DECIDE)
    client, address = at_the_desk(appoint(["DLH"], actions=rights)), review_request[1]
    assert 'name="is_confirmed" value="NO"' not in text(client, address)
    form = {"action": "review", "is_confirmed": "NO", "reasons": WHY}
    assert act(client, address, form).status_code == 403
    assert not models.ReviewOutcome.objects.exists()


def test_who_may_not_decide_sees_neither_list_nor_form(
    review_request: tuple[Browser, str], appoint: Appoint
) -> None:
    rights = (Action.READ, Action.VERIFY)
    client, address = at_the_desk(appoint(["DLH"], actions=rights)), review_request[1]
    assert client.get(LIST).status_code == 403
    assert 'name="is_confirmed"' not in text(client, address)


def test_other_agencies_do_not_see_what_waits(
    review_request: tuple[Browser, str], appoint: Appoint
) -> None:
    client = at_the_desk(appoint(["DKC"], actions=HEAD))
    assert review_request[1] not in text(client, LIST)


def test_shows_which_checks_are_left_to_the_officer(
    sign_in: SignIn, appoint: Appoint
) -> None:
    browser, definition = sign_in(), shipped()[SPPL]
    farm = next(t for t in definition.tests if t.name == "A farm asks for advice")
    submit(browser, fill(browser, definition, farm))
    address = f"/petugas/permohonan/{models.Application.objects.get().id}/"
    client = at_the_desk(appoint(["DLH"], actions=(Action.READ, Action.VERIFY)))
    page = text(client, address)
    assert "Tidak terpenuhi" in page
    assert "Perlu dilihat petugas" in page
    assert "itu saja bukan alasan untuk menolak" in page
