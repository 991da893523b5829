"""After filing: what to mend, what was decided, who looked, what may be taken along."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from balarea.applications import models, testing, testing_measures
from balarea.applications.operations import (
    deciding,
    filing,
    inspecting,
    sealed_contents,
    unanswered_deficiencies,
    verifying,
)
from balarea.applications.rules import Outcome
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    Acting,
    online,
    photo,
    submit_example,
)
from balarea.applications.tests.marking import send_back
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people.queries import Scope
from balarea.ui.templatetags.ui import day

WHY = "Foto kartu buram. Mohon unggah foto yang semua tulisannya terbaca."
VISIT = "Rumah dikunjungi; penghuninya tidak seperti yang ditulis."
REVOKED = "Kartu lama ternyata tidak hilang dan sudah ditemukan."
REASONS = "Data pada dokumen tidak cocok dengan jawaban yang dikirim."


def filed(browser: Browser, code: str) -> UUID:
    submit_example(browser, code)
    return models.Application.objects.get().id


def shown(browser: Browser, case: UUID) -> Page:
    return browser.open(f"/permohonan/{case}/")


def decide(case: UUID, outcome: Outcome, scope: Scope, by: Actor) -> None:
    """Accept an application and decide on it, with R1 unmet, now."""
    testing.accept(case, scope, by)
    deciding.decide(
        case=case,
        outcome=outcome,
        reasons=REASONS,
        unmet=["R1"],
        scope=scope,
        by=by,
        at=clock.now(),
    )


def test_mends_what_the_one_notice_lists(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    scope, by = appoint_officer("DKC")
    wanted = documents.Evidence.objects.values_list("requirement", flat=True)[0]
    send_back(case=case, defects={wanted: WHY}, scope=scope, by=by, at=clock.now())
    page = shown(browser, case)
    assert "Giliran Anda: perbaiki ini" in page.text
    assert WHY in page.text
    assert "Sisa 10 hari kerja." in page.text
    assert "Sesudah itu permohonan diputuskan" in page.text
    page = browser.open(page.link("Perbaiki sekarang"))
    assert WHY in page.text
    page = browser.open(page.link("Lanjut"))
    assert page.address.endswith(f"/berkas/{wanted}/")
    assert WHY in page.text
    assert "perbaiki/" in page.link("Semua bagian")
    page = browser.send(page, holding="file", files={"file": [photo("baru.jpg")]})
    page = browser.open(page.link("Lanjut"))
    assert page.address.endswith("/periksa/")
    page = browser.send(page, holding="seen_as")
    assert "Perbaikan Anda kami terima" in page.text
    assert models.Application.objects.get().state == "AMENDED"
    page = shown(browser, case)
    assert "Diperbaiki dan dikirim lagi" in page.text
    assert "Sisa 10 hari kerja." not in page.text
    assert documents.Evidence.objects.filter(requirement=wanted).count() == 2


@pytest.fixture
def mended(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> tuple[UUID, Page]:
    """A returned application, and the page of its check with the new file on it."""
    case = filed(browser, "DKC-006")
    scope, by = appoint_officer("DKC")
    send_back(case=case, defects={"R3": WHY}, scope=scope, by=by, at=clock.now())
    page = browser.open(f"/permohonan/{case}/berkas/R3/")
    page = browser.send(page, holding="file", files={"file": [photo("baru.jpg")]})
    return case, browser.open(f"/permohonan/{case}/periksa/")


def test_what_was_mended_too_late_is_not_said_to_have_come(
    browser: Browser, mended: tuple[UUID, Page]
) -> None:
    case, check = mended
    deficiency = models.DeficiencyNotice.objects.get()
    late = clock.now() + (deficiency.answer_by - clock.today(clock.now())) * 2
    assert unanswered_deficiencies.move_to_decision(at=late)
    page = browser.send(check, holding="seen_as")
    assert page.status == 409
    assert "NOT_SENT" in page.text
    assert models.Filing.objects.count() == 1
    assert "Perbaikan Anda kami terima" not in page.text
    assert "baru.jpg" not in browser.open(f"/permohonan/{case}/isian/").text


def test_what_was_taken_back_is_not_mended_any_more(
    browser: Browser, mended: tuple[UUID, Page]
) -> None:
    case, check = mended
    page = browser.open(f"/permohonan/{case}/tarik/")
    browser.send(page)
    assert models.Application.objects.get().state == "WITHDRAWN"
    assert not models.Draft.objects.exists()
    assert documents.Evidence.objects.filter(requirement="R3").count() == 1
    assert browser.send(check, holding="seen_as").status == 409


def test_what_is_being_mended_is_not_shown_as_filed(
    browser: Browser, mended: tuple[UUID, Page]
) -> None:
    case, check = mended
    assert "baru.jpg" not in browser.open(f"/permohonan/{case}/isian/").text
    browser.send(check, holding="seen_as")
    assert "baru.jpg" in browser.open(f"/permohonan/{case}/isian/").text


def test_the_receipt_of_what_was_mended_promises_a_day_to_come(
    browser: Browser, mended: tuple[UUID, Page]
) -> None:
    case, check = mended
    application = models.Application.objects.get()
    later = clock.now() + dt.timedelta(days=8)
    filing.submit(
        case=case,
        owners=application.owners,
        key="later",
        seen_fingerprint=check.form("seen_as").values["seen_as"][0],
        by=SYSTEM,
        at=later,
    )
    promised = models.Filing.objects.latest("at").promised_on
    assert promised is not None
    assert application.promised_on < clock.today(later) < promised
    page = browser.open(f"/permohonan/{case}/tanda-terima/")
    shown_day = page.html[page.html.index("Bila lengkap") :][:300]
    assert str(promised.day) in shown_day


def test_whoever_tracks_sees_how_long_is_left_and_not_what_is_wrong(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    scope, by = appoint_officer("DKC")
    send_back(case=case, defects={"R1": WHY}, scope=scope, by=by, at=clock.now())
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    page = Browser().open(f"/lacak/{application.reference}/{secret}/")
    assert "Sisa 10 hari kerja." in page.text
    assert WHY not in page.text


def test_keeps_an_amendment_from_being_thrown_away(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    scope, by = appoint_officer("DKC")
    send_back(case=case, defects={"R1": WHY}, scope=scope, by=by, at=clock.now())
    assert browser.client.post(f"/permohonan/{case}/hapus/").status_code == 409
    assert models.Draft.objects.exists()


def test_tells_who_opened_the_data_from_where_and_why(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    assert "hanya Anda yang membuka" in shown(browser, case).text
    scope, by = appoint_officer("DKC")
    verifying.open_case(case=case, scope=scope, by=by, at=clock.now())
    page = shown(browser, case)
    assert "Verifikator, Disdukcapil" in page.text
    assert "Memeriksa persyaratan" in page.text
    assert "Dewi" not in page.text
    assert "Anda sendiri membuka data Anda" in page.text


def test_gives_the_reasons_of_a_refusal_and_the_way_against_it(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    own = appoint_officer("DKC")
    decide(case, Outcome.REFUSED, *own)
    page = shown(browser, case)
    assert REASONS in page.text
    title = online()["DKC-006"].requirements[0].title.id
    assert f"dinilai tidak terpenuhi: {title}" in page.text
    assert "keberatan" in page.text
    assert "UU 30/2014" in page.text
    assert "Tarik permohonan ini" not in page.text


def test_hands_over_the_document_as_it_was_signed(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    own = appoint_officer("DKC")
    testing.grant(case, *own)
    assert browser.client.get(f"/permohonan/{case}/dokumen.pdf").status_code == 409
    document = documents.IssuedDocument.objects.get()
    document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    page = shown(browser, case)
    assert "Selesai" in page.text
    assert document.number in page.text
    got = browser.client.get(page.link("Unduh dokumen"))
    assert got.content.startswith(b"%PDF")
    assert got.headers["Content-Disposition"].startswith("attachment")


def test_shows_what_a_visit_found(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DSO-001")
    scope, by = appoint_officer("DSO")
    testing.accept(case, scope, by)
    at = clock.now()
    inspecting.inspect(
        case=case,
        visited_on=clock.today(at),
        is_met=False,
        report=VISIT,
        scope=scope,
        by=by,
        at=at,
    )
    page = shown(browser, case)
    assert VISIT in page.text
    assert "Tidak sesuai dengan permohonan." in page.text


def test_says_why_a_document_was_revoked_and_the_way_against_it(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    scope, by = appoint_officer("DKC")
    testing.grant(case, scope, by)
    document = documents.IssuedDocument.objects.get()
    document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    assert "keberatan" not in shown(browser, case).text
    testing_measures.revoke(
        case=case, reason=REVOKED, scope=scope, by=by, at=clock.now()
    )
    page = shown(browser, case)
    assert "Mengapa dicabut" in page.text
    assert REVOKED in page.text
    assert "keberatan" in page.text
    assert "Dokumen dicabut" in page.text
    assert "Selesai" not in page.text
    assert "Selesai" not in browser.open("/permohonan/").text
    assert "Dicabut" in browser.open("/permohonan/").text


@pytest.mark.parametrize(
    ("outcome", "word", "invites"),
    [
        (Outcome.GRANTED, "Selesai", "Unduh dokumen: masuk dengan"),
        (Outcome.REFUSED, "Ditolak", "Alasan dan cara keberatan: masuk dengan"),
        ("REVOKED", "Dicabut", "Alasan dan cara keberatan: masuk dengan"),
    ],
)
def test_invites_whoever_tracks_to_sign_in_for_what_the_message_promised(
    browser: Browser,
    appoint_officer: Callable[[str], Acting],
    outcome: str,
    word: str,
    invites: str,
) -> None:
    case = filed(browser, "DKC-006")
    scope, by = appoint_officer("DKC")
    is_refused = outcome == Outcome.REFUSED
    decide(case, Outcome.REFUSED if is_refused else Outcome.GRANTED, scope, by)
    if not is_refused:
        document = documents.IssuedDocument.objects.get()
        document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    if outcome == "REVOKED":
        testing_measures.revoke(
            case=case, reason=REVOKED, scope=scope, by=by, at=clock.now()
        )
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    stranger = Browser()
    page = stranger.open(f"/lacak/{application.reference}/{secret}/")
    assert word in page.text
    assert invites in page.text
    assert REASONS not in page.text
    assert REVOKED not in page.text
    if outcome == "REVOKED":
        assert "Selesai" not in page.text
        since = " ".join(day(clock.now()).split())  # as the page is read here
        assert f"sejak {since}" in page.text
    led = stranger.client.get(f"/permohonan/{case}/")
    assert f'href="/permohonan/{case}/"' in page.html
    assert led.headers["Location"] == f"/masuk/?lanjut=/permohonan/{case}/"


def test_hides_a_decision_that_is_only_proposed(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    code = next(
        c
        for c, d in sorted(online().items())
        if d.steps == ("VERIFY", "DECIDE", "COUNTERSIGN")
    )
    case = filed(browser, code)
    own = appoint_officer(code[:3])
    appoint_officer(code[:3])  # who may countersign it
    decide(case, Outcome.REFUSED, *own)
    page = shown(browser, case)
    assert "Petugas kedua memeriksa keputusan" in page.text
    assert REASONS not in page.text
    assert "Ditolak" not in page.text
