"""The pages of the desk that hands out, as its officer uses them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models, queries
from balarea.applications.operations import sealed_contents
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants as Applicants
from balarea.applications.tests.conftest import (
    ApplicationIn,
    officer_for,
)
from balarea.applications.tests.conftest import applicants as applicants
from balarea.applications.tests.conftest import application_in as application_in
from balarea.applications.tests.conftest import open_mall as open_mall
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.documents import queries as documents
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.rules import Action
from balarea.transparency import models as transparency
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
CARD = "DKC-006"
FORM = {"way": "PRINTED", "collector": "HOLDER", "identity": "KTP"}
WHY = "Salah memilih berkas, pemohon masih di loket."


@pytest.fixture
def issued(application_in: ApplicationIn) -> models.Application:
    return application_in(CARD, State.ISSUED)


@pytest.fixture
def desk(issued: models.Application) -> Client:
    return at_the_desk(officer_for(Action.RECEIVE, issued)["scope"].officer)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def hand_out(desk: Client, case: models.Application, **changed: str) -> Any:
    form = {"papers": str(case.id), **FORM, **changed}
    return desk.post(f"/petugas/serah/{case.id}/", form)


def secret_of(case: models.Application) -> str:
    return sealed_contents.open_tracking_secret(
        application=case, by=SYSTEM, at=clock.now()
    )


def test_a_slip_a_reference_and_a_number_lead_to_the_papers(
    desk: Client, issued: models.Application
) -> None:
    document = documents.document_of(issued.id)
    assert document is not None
    for typed in (
        issued.reference,
        issued.reference.lower(),
        f"https://mpp.contoh.id/lacak/{issued.reference}/ABCDE34679/",
        f"http://localhost/petugas/loket/{issued.reference}/",
        document.number,
        f"https://mpp.contoh.id/verifikasi/{document.code}/",
    ):
        answer = desk.post("/petugas/serah/", {"q": typed})
        assert answer.status_code == 302, typed
        assert answer["Location"] == f"/petugas/serah/{issued.id}/"
    answer = desk.post("/petugas/serah/", {"q": "7K3-M9Q-XAC"})
    assert answer.status_code == 422
    assert "7K3-M9Q-XAC" not in text(answer)


def test_a_nik_leads_to_the_papers_and_the_look_up_is_logged(
    desk: Client, issued: models.Application
) -> None:
    answers = sealed_contents.open_answers(
        application=issued, purpose="COUNTER", by=SYSTEM, at=clock.now()
    )
    before = transparency.Entry.objects.count()
    answer = desk.post("/petugas/serah/", {"q": answers["nik"]})
    assert answer["Location"] == f"/petugas/serah/{issued.id}/"
    assert transparency.Entry.objects.count() > before
    assert "nik" in {name for one in vault.accesses(issued.id) for name in one.names}


def test_it_is_handed_out_signed_for_printed_and_undone(
    desk: Client, issued: models.Application
) -> None:
    page = text(desk.get(f"/petugas/serah/{issued.id}/"))
    assert issued.holder_masked in page
    assert f'value="{issued.id}" id="f-papers" checked' in page
    answer = hand_out(desk, issued)
    assert re.fullmatch(r"/petugas/serah/lembar/[0-9a-f-]{36}/", answer["Location"])
    sheet = answer["Location"]
    page = text(desk.get(sheet))
    number = models.HandOut.objects.get().document.number
    assert number in page
    assert secret_of(issued) not in page
    printed = desk.get(f"/petugas/serah/{issued.id}/cetak/")
    assert "data:image/png;base64," in text(printed)
    assert "no-store" in printed["Cache-Control"]
    assert "COUNTER" in {one.purpose for one in vault.accesses(issued.id)}
    row = models.HandOut.objects.get()
    refused = desk.post(f"{sheet}batal/", {"hand_out": str(row.id), "reason": "x"})
    assert refused.status_code == 422
    form = {"hand_out": str(row.id), "reason": WHY}
    assert desk.post(f"{sheet}batal/", form)["Location"] == sheet
    assert queries.hand_out_of(issued.id) is None
    assert "Dibatalkan" in text(desk.get(sheet))
    assert hand_out(desk, issued).status_code == 302


def test_a_mailed_paper_shows_its_code_on_the_sheet_only(
    desk: Client, issued: models.Application
) -> None:
    answer = hand_out(desk, issued, way="MAILED", address="ani@contoh.id")
    page = text(desk.get(answer["Location"]))
    assert secret_of(issued) in page
    assert "ani@contoh.id" in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"way": ""}, "way"),
        ({"collector": "NOBODY"}, "collector"),
        ({"identity": ""}, "identity"),
        ({"collector": "REPRESENTATIVE"}, "mandate"),
        ({"way": "MAILED", "address": "ani"}, "address"),
    ],
)
def test_says_at_which_field_something_is_missing(
    desk: Client, issued: models.Application, changed: dict[str, str], field: str
) -> None:
    answer = hand_out(desk, issued, **changed)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in text(answer)
    assert not models.HandOut.objects.exists()


def test_a_second_tap_records_once(desk: Client, issued: models.Application) -> None:
    form = {"papers": str(issued.id), **FORM, "idempotency_key": "x" * 24}
    first = desk.post(f"/petugas/serah/{issued.id}/", form)
    assert (
        desk.post(f"/petugas/serah/{issued.id}/", form)["Location"]
        == (first["Location"])
    )
    assert hand_out(desk, issued).status_code == 409
    assert models.HandOut.objects.count() == 1


def test_nothing_of_it_is_open_to_others(
    issued: models.Application, desk: Client
) -> None:
    sheet = hand_out(desk, issued)["Location"]
    other = at_the_desk(officer_for(Action.COUNTERSIGN, issued)["scope"].officer)
    for path in (
        "/petugas/serah/",
        f"/petugas/serah/{issued.id}/",
        f"/petugas/serah/{issued.id}/cetak/",
        sheet,
    ):
        assert other.get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_the_list_says_how_long_it_waits(
    desk: Client, issued: models.Application, at: dt.datetime
) -> None:
    page = text(desk.get("/petugas/serah/"))
    assert "KTP-el pengganti" in page
    assert f"/petugas/serah/{issued.id}/" in page
    assert issued.closed_at is not None
    hand_out(desk, issued)
    assert f"/petugas/serah/{issued.id}/" not in text(desk.get("/petugas/serah/"))
