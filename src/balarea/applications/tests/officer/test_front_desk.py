"""The front desk's pages: find, begin, fill in at once, file, hand out the slip."""

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.applications import models, testing
from balarea.applications.operations import steps
from balarea.applications.queries import front_desk as queries
from balarea.applications.rules import State
from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.catalogue import definition as engine
from balarea.documents import testing as document_testing
from balarea.foundation import clock, spoken_codes
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people import testing as people_testing
from balarea.people.models import Officer, Person
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
DESK = "/petugas/loket/"
CARD = "DKC-006"
NIK, BORN_ON = "9999014107900001", "01-07-1990"
SITI = {"nik": NIK, "name": "Siti Rahayu", "born_on": BORN_ON}
ANSWERS = {
    "reason": "LOST",
    "lost_on": "02-01-2026",
    "lost_where": "Pasar Tanjungsari",
    "police_report_number": "SKTLK/1/2026",
    "full_name": "Siti Rahayu",
    "nik": NIK,
    "kk_number": "9999010101200001",
    "birth_place": "Sumedang",
    "birth_date": BORN_ON,
    "data_changed": "NO",
    "address": "Jalan Contoh 1, RT 01/RW 02",
    "phone": "0812-0000-0001",
    "collection": "MALL",
    "declaration": "AGREE",
}


@pytest.fixture
def officer(services: dict[str, engine.Definition], appoint: Appoint) -> Officer:
    return appoint(["DKC"], actions=[Action.RECEIVE])


@pytest.fixture
def desk(officer: Officer) -> Client:
    return at_the_desk(officer)


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def begin_person(desk: Client, **changes: str) -> UUID:
    answer = desk.post(DESK, {**SITI, **changes, "step": "begin"})
    assert answer.status_code == 302, text(answer)
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def begin(desk: Client, owner: UUID, service: str = CARD) -> str:
    answer = desk.post(f"{DESK}orang/{owner}/mulai/", {"service": service})
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def hidden(answer: Any) -> dict[str, str]:
    hidden = re.findall(
        r'<input type="hidden" name="(_asked|_seen)" value="([^"]*)"', text(answer)
    )
    return dict(hidden)


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.jpg", document_testing.picture(name, "Siti"))


def send(desk: Client, page: str, step: str, **form: Any) -> Any:
    shown = desk.get(page)
    return desk.post(page, {**hidden(shown), **form, "_step": step})


def filed(desk: Client) -> models.Application:
    page = begin(desk, begin_person(desk))
    answer = send(
        desk, page, "file", **ANSWERS, file_R1=photo("surat"), file_R3=photo("kk")
    )
    assert answer.status_code == 302, text(answer)
    return models.Application.objects.get()


def returned(desk: Client, at: dt.datetime) -> models.Application:
    application = filed(desk)
    people_testing.appoint_staff("DKC", at)
    assert application.person is not None
    who = testing.WalkIn(application.person, SYSTEM, "Siti")
    testing.advance(application.id, State.RETURNED, who, testing.Schedule(at, at))
    application.refresh_from_db()
    return application


def test_a_person_is_begun_once_and_then_found(desk: Client) -> None:
    nobody = desk.post(DESK, {**SITI, "step": "find"})
    assert "Tidak ada yang ditemukan" in text(nobody)
    owner = begin_person(desk)
    answer = desk.post(DESK, {"nik": NIK, "step": "find"})
    assert answer.headers["Location"] == f"{DESK}orang/{owner}/"
    again = desk.post(DESK, {**SITI, "step": "begin"})
    assert again.status_code == 409
    assert f"/orang/{owner}/" in text(again)
    assert Person.objects.filter(nik_index__isnull=False).count() == 1
    shown = text(desk.get(f"{DESK}orang/{owner}/"))
    assert "Siti Rahayu" in shown
    assert NIK not in shown


def test_a_namesake_is_begun_after_the_officer_says_so(desk: Client) -> None:
    first = begin_person(desk, nik="")
    refused = desk.post(DESK, {**SITI, "nik": "", "step": "begin"})
    assert refused.status_code == 409
    by_nik = desk.post(DESK, {**SITI, "step": "begin"})
    assert f"/orang/{first}/" in text(by_nik), "found by name, whatever the NIK"
    second = begin_person(desk, nik="", namesake="YES")
    assert first != second
    both = text(desk.post(DESK, {"name": "siti rahayu", "born_on": BORN_ON}))
    assert f"/orang/{first}/" in both
    assert f"/orang/{second}/" in both


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "nik"),
        ({"name": "Siti"}, "born_on"),
        ({"name": "Siti", "born_on": "31-02-1990"}, "born_on"),
        ({"name": "Siti", "born_on": "01-01-2990"}, "born_on"),
        ({"nik": NIK, "step": "begin"}, "name"),
        ({**SITI, "nik": "123", "step": "begin"}, "nik"),
        ({**SITI, "born_on": "02-07-1990", "step": "begin"}, "nik"),
    ],
)
def test_says_what_is_missing_and_keeps_what_was_typed(
    desk: Client, typed: dict[str, str], wrong: str
) -> None:
    answer = desk.post(DESK, {"step": "find", **typed})
    assert answer.status_code == 422
    shown = text(answer)
    assert f'href="#f-{wrong}"' in shown
    for value in typed.values():
        assert value in shown


def test_services_are_searched_and_only_those_that_are_taken_in(
    desk: Client, appoint: Appoint
) -> None:
    owner = begin_person(desk)
    page = text(desk.get(f"{DESK}orang/{owner}/", {"q": "ktp hilang"}))
    assert f'value="{CARD}"' in page
    other = at_the_desk(appoint(["DKC"], ["DKC-012"], [Action.RECEIVE]))
    assert f'value="{CARD}"' not in text(
        other.get(f"{DESK}orang/{owner}/", {"q": "ktp hilang"})
    )
    for service, status in ((CARD, 403), ("XXX-999", 404)):
        denied = other.post(f"{DESK}orang/{owner}/mulai/", {"service": service})
        assert denied.status_code == status


def test_all_is_filled_in_on_one_page_and_filed_with_its_papers(
    desk: Client, appoint: Appoint
) -> None:
    owner = begin_person(desk)
    page = begin(desk, owner)
    first = send(desk, page, "save", reason="LOST", mark_R1=["", "ORIGINAL"])
    assert first.status_code == 302
    shown = desk.get(page)
    assert "police_report_number" in text(shown), "the answer brought more questions"
    wrong = send(desk, page, "file", **{**ANSWERS, "nik": "123"}, file_R1=photo("a"))
    assert wrong.status_code == 422
    assert 'href="#f-nik"' in text(wrong)
    assert "Pasar Tanjungsari" in text(wrong)
    missing = send(desk, page, "file", **ANSWERS)
    assert 'href="#f-file_R3"' in text(missing)
    done = send(desk, page, "file", **ANSWERS, file_R3=photo("kk"))
    application = models.Application.objects.get()
    assert done.headers["Location"] == f"{DESK}berkas/{application.id}/tanda-terima/"
    assert application.state == State.RECEIVED
    assert application.owners == {owner}
    taken_in = queries.taken_in_by(application)
    assert taken_in is not None
    assert taken_in.office == "Petugas, Disdukcapil"
    assert queries.marks(application.id)["R1"] == ("ORIGINAL",)
    assert desk.get(page).status_code == 302, "a filed draft leads to its receipt"
    assert not Message.objects.exists()
    verifier = at_the_desk(appoint(["DKC"], actions=[Action.READ]))
    case = text(verifier.get(f"/petugas/permohonan/{application.id}/"))
    assert "Asli dilihat" in case


def test_marks_of_papers_are_noted_with_their_officer(
    desk: Client, officer: Officer
) -> None:
    page = begin(desk, begin_person(desk))
    marks = {"mark_R3": ["", "ORIGINAL", "COPY"]}
    for _ in range(2):  # the same again adds nothing
        send(desk, page, "save", reason="DAMAGED", **marks)
    [row] = models.SeenPaper.objects.all()
    assert (row.requirement, row.marks, row.officer) == (
        "R3",
        ["ORIGINAL", "COPY"],
        officer,
    )
    assert Entry.objects.filter(type="PAPERS_SEEN", subject=row.case).count() == 1


def test_what_is_known_is_filled_in_after_their_yes(desk: Client) -> None:
    earlier = filed(desk)
    [owner] = earlier.owners
    page = begin(desk, owner)
    plain = text(desk.get(page))
    assert "9999010101200001" not in plain
    before = vault.accesses(earlier.id).count()
    offered = send(desk, page, "offer", reason="LOST")
    assert "9999010101200001" in text(offered)
    assert "Jalan Contoh 1" in text(offered)
    assert {one.purpose for one in vault.accesses(earlier.id)} == {"COUNTER"}
    assert vault.accesses(earlier.id).count() > before


def test_two_desks_on_one_draft_are_told_and_nothing_is_lost(
    desk: Client, appoint: Appoint
) -> None:
    page = begin(desk, begin_person(desk))
    mine = hidden(desk.get(page))
    other = at_the_desk(
        people_testing.appoint("DKC", [Action.RECEIVE], clock.now(), login="dkc.kedua")
    )
    theirs = {"reason": "LOST", "lost_where": "Di pasar"}
    send(other, page, "save", **theirs)
    draft = models.Draft.objects.get()
    assert draft.saved_by is not None
    assert draft.saved_by.account.login == "dkc.kedua"
    form = {**mine, "reason": "LOST", "lost_where": "Di terminal", "_step": "save"}
    refused = desk.post(page, form)
    assert refused.status_code == 409
    shown = text(refused)
    assert "Di terminal" in shown
    assert "Tersimpan sementara itu: Di pasar" in shown
    assert "Ade Contoh menyimpannya" in shown
    assert desk.post(page, {**form, **hidden(refused)}).status_code == 302
    draft.refresh_from_db()
    assert draft.saved_by is not None
    same = {**form, "_seen": mine["_seen"]}
    assert desk.post(page, same).status_code == 302, (
        "the same answers differ in nothing"
    )
    assert "Di terminal" in text(desk.get(page))


def test_the_slip_has_the_secret_as_qr_and_in_words(desk: Client) -> None:
    application = filed(desk)
    base = f"{DESK}berkas/{application.id}/"
    receipt = text(desk.get(f"{base}tanda-terima/"))
    slip = text(desk.get(f"{base}struk/"))
    [words] = set(re.findall(r"<b>((?:[a-z]{4,6} ){4}[a-z]{4,6})</b>", receipt + slip))
    assert steps.is_tracking_secret(application, spoken_codes.read(words))
    assert "Diterima di loket oleh" in receipt
    for printed in (receipt, slip):
        assert "Jam buka" in printed
        assert "08.00–15.00" in printed
    tracked = Client().post(
        "/lacak/", {"reference": application.reference, "secret": words}
    )
    assert tracked.status_code == 302
    public = text(Client().get(tracked.headers["Location"]))
    assert "Diterima di loket oleh Petugas, Disdukcapil" in public
    for name in ("tanda-terima.pdf", "struk.pdf"):
        assert desk.get(f"{base}{name}").content.startswith(b"%PDF")


def test_a_lost_slip_is_replaced_and_the_old_one_opens_nothing(desk: Client) -> None:
    application = filed(desk)
    base = f"{DESK}berkas/{application.id}/"
    old = re.findall(r"/lacak/\w+/(\w+)/", text(desk.get(f"{base}tanda-terima/")))
    answer = desk.post(f"{base}struk-baru/")
    assert answer.headers["Location"] == f"{base}tanda-terima/?baru=1"
    application.refresh_from_db()
    assert not any(steps.is_tracking_secret(application, one) for one in old)
    assert Entry.objects.filter(type="SLIP_REISSUED", subject=application.id).exists()


def test_who_has_no_phone_is_told_at_the_desk_and_marked(
    desk: Client, appoint: Appoint, at: dt.datetime
) -> None:
    assert "Tidak ada yang menunggu kabar" in text(desk.get(f"{DESK}kabar/"))
    application = returned(desk, at)
    listed = text(desk.get(f"{DESK}kabar/"))
    assert f'value="{application.id}"' in listed
    stale = {"case": application.id, "seen": application.revision - 1}
    assert desk.post(f"{DESK}kabar/", stale).status_code == 409
    answer = desk.post(
        f"{DESK}kabar/", {"case": application.id, "seen": application.revision}
    )
    assert answer.status_code == 302
    assert "Tidak ada yang menunggu kabar" in text(desk.get(f"{DESK}kabar/"))
    assert Entry.objects.filter(type="TOLD_IN_PERSON", subject=application.id).exists()


def test_a_returned_case_is_mended_at_the_desk(desk: Client, at: dt.datetime) -> None:
    application = returned(desk, at)
    page = f"{DESK}berkas/{application.id}/"
    shown = text(desk.get(page))
    assert "Yang perlu diperbaiki" in shown
    defective = models.DeficiencyNotice.objects.get().requirements
    files = {f"file_{one}": photo(one) for one in defective}
    answer = send(desk, page, "file", **ANSWERS, **files)
    assert answer.status_code == 302, text(answer)
    application.refresh_from_db()
    assert application.state == State.AMENDED


def test_who_takes_in_nowhere_sees_no_desk(desk: Client, appoint: Appoint) -> None:
    page = begin(desk, begin_person(desk))
    other = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    assert other.get(DESK).status_code == 403
    assert other.get(f"{DESK}kabar/").status_code == 403
    assert other.get(page).status_code == 404
    assert other.post(page, {"_step": "save"}).status_code == 404
