"""The catalogue's pages: content, size, accessibility."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from tests import browser, sampling

from balarea.catalogue import definition as engine
from balarea.catalogue import page_cache, queries
from balarea.catalogue.tests.conftest import publish, shipped
from balarea.foundation import retention
from balarea.foundation.operation import SYSTEM
from balarea.people import models as people
from balarea.people import operations, rules

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db
type Some = dict[str, engine.Definition]

PAGES = (
    "/",
    "/layanan/",
    "/layanan/?menurut=peristiwa",
    "/layanan/?q=ktp+hilang",
    "/layanan/?q=xyzzy",
    "/layanan/?biaya=FREE&saluran=daring&lama=1&jenis=OTHER&instansi=DKC",
    "/layanan/instansi/",
    "/layanan/instansi/DKC/",
    "/layanan/peristiwa/BUSINESS/",
    "/layanan/DKC-006/",
    "/layanan/DPM-058/",
    "/layanan/BPN-003/",
    "/skema/",
)
BUDGET = 22_000


def size(name: str) -> int:
    path = finders.find(name)
    assert isinstance(path, str)
    with open(path, "rb") as file:  # noqa: PTH123 - one read
        return len(brotli.compress(file.read()))


def test_every_page_is_light_and_needs_no_script(
    db: None, at: dt.datetime, client: Client
) -> None:
    publish(at, *shipped().values())
    around = size("ui/ui.css") + size("ui/icons.svg") + size("mall/mark.svg")
    for path in PAGES:
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        weight = len(answer.content) + around
        assert weight <= BUDGET, f"{path}: {weight} bytes"
        text = brotli.decompress(answer.content).decode()
        assert "<script" not in text
        assert " style=" not in text
        assert len(set(re.findall(r'(?:src|href)="(/static/[^"#]+)', text))) <= 3
        assert "contoh" in text.lower(), "illustrative"


def test_a_service_page_shows_the_six_published_components(
    some: Some, client: Client
) -> None:
    for code, definition in some.items():
        text = client.get(f"/layanan/{code}/").content.decode()
        published = [definition.title, definition.summary, definition.audience]
        published += [definition.standard.product, definition.standard.complaints]
        published += [*definition.standard.procedure]
        published += [one.title for one in definition.requirements]
        shown = text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
        for sentence in published:
            assert sentence.id in shown
        assert queries.identity(code) in text
        assert all(basis.text in shown for basis in definition.standard.legal_basis)
        assert definition.standard.competence.id not in shown, "internal"
        assert (f"/permohonan/baru/{code}/" in text) == definition.online


def test_a_tariff_is_a_table_in_the_words_of_the_questions(
    some: Some, client: Client
) -> None:
    text = client.get("/layanan/DPM-058/").content.decode()
    assert "Rp150.000" in text
    assert "Videotron" in text
    assert "Jalan kabupaten" in text
    assert text.count('<span class="soft">Jenis reklame:</span>') == 4
    assert text.count('class="num">Rp') == 12


def test_a_tariff_stays_a_table_on_a_phone(
    some: Some, client: Client, open_page: browser.OpenPage
) -> None:
    path = "/layanan/DPM-058/"
    page = open_page(script=False)
    browser.answer_with(page, {path: client.get(path).content.decode()})
    page.goto(path)
    lines = page.locator("#biaya ~ .table >> nth=0").locator("tr")
    tops = lines.evaluate_all("at => at.map(a => a.getBoundingClientRect().height)")
    assert len(tops) == 1 + 4 + 12
    assert max(tops[1:]) < 80
    browser.check_page(page)


def test_laws_are_read_aloud_in_their_own_language(some: Some, client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = client.get("/layanan/DKC-006/").content.decode()
    for basis in some["DKC-006"].standard.legal_basis:
        assert f'<li lang="id">{basis.text}</li>' in text


def test_a_code_in_small_letters_leads_to_the_page(some: Some, client: Client) -> None:
    answer = client.get("/layanan/dkc-006/")
    assert answer.headers["Location"] == "/layanan/DKC-006/"


def test_filters_narrow_and_unknown_ones_are_left_out(
    some: Some, client: Client
) -> None:
    def codes_for(query: str) -> set[str]:
        text = client.get(f"/layanan/?{query}").content.decode()
        links = re.findall(r'<h3><a href="/layanan/([A-Z]{3}-\d+)/', text)
        return set(links)

    assert codes_for("biaya=FREE&instansi=NOPE&lama=x") == {"DKC-006", "DKC-016"}
    assert codes_for("instansi=POL") == {"POL-001"}
    assert codes_for("saluran=daring&jenis=LICENSING") == {"DPM-058"}
    assert "SMT-001" in codes_for("lama=1")
    assert codes_for("q=skck&biaya=FREE") == set()


@pytest.mark.parametrize("path", ["/layanan/instansi/XX/", "/layanan/peristiwa/XX/"])
def test_an_unknown_group_is_not_found(some: Some, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.fixture
def officer(some: Some, at: dt.datetime, client: Client) -> Client:
    """A client that is signed in as an officer."""
    agency = people.Agency.objects.get(code="POL")
    appointed = operations.appoint(
        login="pol.petugas",
        password="empat kata yang mudah",
        name="Ade Contoh",
        position="Petugas",
        role=rules.Role.VERIFIER,
        agency=agency,
        by=SYSTEM,
        at=at,
    )
    client.force_login(appointed.account)
    session = client.session
    session["since"] = session["seen"] = at.timestamp()
    session.save()
    return client


def test_officers_see_the_eight_internal_components_and_every_version(
    officer: Client, some: Some
) -> None:
    definition, identity = some["POL-001"], queries.identity("POL-001")
    assert "POL-001" in officer.get("/petugas/layanan/").content.decode()
    page = officer.get("/petugas/layanan/POL-001/")
    text = page.content.decode()
    internal = ("facilities", "competence", "supervision", "staff", "guarantee")
    for name in (*internal, "safety", "evaluation"):
        assert getattr(definition.standard, name).id in text
    assert "no-store" in page.headers["Cache-Control"]
    pinned = officer.get(f"/petugas/layanan/POL-001/?versi={identity}")
    assert pinned.status_code == 200
    assert officer.get("/petugas/layanan/POL-001/?versi=00").status_code == 404


def test_a_fee_that_nobody_takes_sends_to_the_desk_before_anybody_types(
    some: Some, client: Client, settings: Any
) -> None:
    why = "mal ini saat ini tidak menerima pembayaran daring"
    begins = "/permohonan/baru/"
    assert begins in client.get("/layanan/POL-001/").content.decode()
    page_cache.pages.get("another revision", ("",) * 4)
    settings.BALAREA_PAYMENT_PROVIDER = ""
    page = client.get("/layanan/POL-001/").content.decode()
    assert why in page
    assert begins not in page
    assert "Bisa daring" not in page
    assert "Datanglah ke mal" in page
    free = client.get("/layanan/DKC-006/").content.decode()
    assert begins in free
    assert why not in free
    offered = client.get("/layanan/?saluran=daring").content.decode()
    assert "/layanan/DKC-006/" in offered
    assert "/layanan/POL-001/" not in offered
    listed = client.get("/api/v1/services?online=true").json()
    codes = {row["code"] for row in listed["items"]}
    assert "DKC-006" in codes
    assert "POL-001" not in codes


def test_officers_read_which_services_wait_for_a_payment_provider(
    officer: Client, settings: Any
) -> None:
    why = "Tidak daring karena belum ada penyedia pembayaran"
    pages = ("/petugas/layanan/", "/petugas/layanan/POL-001/")
    for path in pages:
        assert why not in officer.get(path).content.decode()
    settings.BALAREA_PAYMENT_PROVIDER = ""
    for path in pages:
        assert why in officer.get(path).content.decode()
    assert queries.lacking_provider() == ["DPM-058", "POL-001"]
    assert why not in officer.get("/petugas/layanan/DKC-006/").content.decode()


def test_standards_need_an_officer_to_sign_in(some: Some, client: Client) -> None:
    for path in ("/petugas/layanan/", "/petugas/layanan/POL-001/"):
        answer = client.get(path)
        assert answer.headers["Location"].startswith("/petugas/masuk/")


@pytest.mark.parametrize(
    "language", sampling.one_of("catalogue's pages", ["id", "en"], __file__)
)
def test_has_nothing_that_axe_objects_to(
    officer: Client, language: str, open_page: browser.OpenPage
) -> None:
    client = Client()
    for one in (client, officer):
        one.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    texts = {path: client.get(path).content.decode() for path in PAGES}
    for path in ("/petugas/layanan/", "/petugas/layanan/POL-001/"):
        texts[path] = officer.get(path).content.decode()
    for width, dark in ((320, False), (1280, True)):
        page = open_page(width=width, dark=dark)
        browser.answer_with(page, texts)
        # Journeys take every page; this run draws a third for each display.
        for path in sampling.part(f"{language} {width}", sorted(texts), of=3):
            page.goto(path)
            browser.check_page(page)


SEARCH = "/layanan/?q=ktp&biaya=FREE&instansi=DKC"


def top(page: "Page", selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"]


def test_on_a_phone_filters_are_folded_above_what_was_found(
    some: Some, client: Client, open_page: browser.OpenPage
) -> None:
    page = open_page(script=False)
    browser.answer_with(page, {SEARCH: client.get(SEARCH).content.decode()})
    page.goto(SEARCH)
    fold = page.locator("summary", has_text="Saring")
    assert "2 dipakai" in fold.inner_text()
    assert top(page, "input[type=search]") < top(page, "aside") < top(page, "#found")
    assert not page.locator("#saringan").is_visible()
    fold.focus()
    page.keyboard.press("Enter")
    assert page.locator("#saringan").is_visible()
    page.keyboard.press("Tab")
    assert page.locator("#saringan [name=jenis] >> nth=0").evaluate(
        "at => at === document.activeElement"
    )
    browser.check_page(page)


def test_where_there_is_room_filters_stand_open_beside_what_was_found(
    some: Some, client: Client, open_page: browser.OpenPage
) -> None:
    page = open_page(width=browser.DESK, script=False)
    browser.answer_with(page, {SEARCH: client.get(SEARCH).content.decode()})
    page.goto(SEARCH)
    assert page.locator("#saringan").is_visible()
    assert not page.locator("summary", has_text="Saring").is_visible()
    form, results = (page.locator(at).bounding_box() for at in ("#saringan", "#found"))
    assert form
    assert results
    assert form["x"] > results["x"] + results["width"]
    page.locator("#saringan [name=jenis] >> nth=0").check()


def test_on_a_phone_an_officer_sees_the_place_and_opens_the_others_by_keyboard(
    officer: Client, open_page: browser.OpenPage
) -> None:
    path = "/petugas/layanan/"
    page = open_page(script=False)
    browser.answer_with(page, {path: officer.get(path).content.decode()})
    page.goto(path)
    menu = page.locator(".side summary")
    assert "Standar pelayanan" in menu.inner_text()
    assert top(page, "h1") < 240
    assert not page.locator(".side a").first.is_visible()
    menu.focus()
    page.keyboard.press("Enter")
    assert page.locator(".side a").last.is_visible()
    assert page.locator(".side [aria-current]").inner_text() == "Standar pelayanan"
    browser.check_page(page)
    page.set_viewport_size({"width": browser.DESK, "height": 800})
    page.reload()
    assert page.locator(".side a").first.is_visible()
    assert not menu.is_visible()


def test_a_service_page_states_the_life_of_a_draft(
    some: Some, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "DRAFT_DAYS", 45)
    text = client.get("/layanan/DKC-006/").content.decode()
    assert "melanjutkan dalam 45 hari" in text


def test_the_filter_by_time_names_its_working_days(some: Some, client: Client) -> None:
    page = client.get("/layanan/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get("/layanan/").content.decode()
    for days in (1, 5, 14):
        assert f"Selesai dalam {days} hari kerja" in page
    for words in ("one working day", "5 working days", "14 working days"):
        assert f"Within {words}" in english


@pytest.mark.parametrize("code", ["POL-003", "BPN-003"])
def test_what_ends_elsewhere_promises_no_document_here(
    db: None, client: Client, at: dt.datetime, code: str
) -> None:
    publish(at, shipped()[code])
    text = client.get(f"/layanan/{code}/").content.decode()
    assert "PDF yang diunduh di sini" not in text
    assert ("Bisa disiapkan daring" in text) == (code == "POL-003")
    assert ("Bawa aslinya." in text) == (code == "POL-003")
    assert "boleh, tidak wajib" not in text
    assert code != "POL-003" or "Cukup dari jawaban Anda" not in text


@pytest.mark.parametrize(
    ("code", "paid", "unsaid"),
    [
        ("IMG-001", "Dibayar di loket, bukan di sini.", "tunai kepada petugas"),
        (
            "BPN-002",
            "Dibayar kepada yang memutuskan, bukan di sini.",
            "di loket, bukan",
        ),
    ],
)
def test_says_where_a_fee_is_paid_that_is_not_paid_here(
    db: None, client: Client, at: dt.datetime, code: str, paid: str, unsaid: str
) -> None:
    publish(at, shipped()[code])
    text = client.get(f"/layanan/{code}/").content.decode()
    assert paid in text
    assert unsaid not in text
    is_handed_over = shipped()[code].register is not None
    assert ("Sampai berkas diserahkan" in text) == is_handed_over


def test_states_an_amount_once_in_either_language(
    db: None, client: Client, at: dt.datetime
) -> None:
    publish(at, shipped()["IMG-001"])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    facts = client.get("/layanan/IMG-001/").content.decode().partition("What you need")
    assert "<b>Rp350.000</b>" in facts[0]
    assert "Rp350,000" not in facts[0]
