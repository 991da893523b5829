"""A bundle by its pages: what applies, one filing, one receipt, one page for all."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from balarea.applications import models
from balarea.applications.presenters import bundles
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import SignIn, attach
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition import generated_answers
from balarea.catalogue.definition.expectation import Expectation
from balarea.catalogue.definition.format import Example
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

CODES = ("POL-001", "DNK-001", "KPP-001", "BPT-001", "DNK-003")
BOTH = {
    "wants_record": ["YES"],
    "seeks_work": ["YES"],
    "needs_tax_number": ["NO"],
    "works_alone": ["NO"],
}


@pytest.fixture
def published(sign_in: SignIn, at: dt.datetime) -> engine.Definition:
    """The form of the bundle for a first job, in force."""
    folder = Path(settings.BALAREA_SERVICES_DIR)
    services = [catalogue_testing.online()[code] for code in CODES]
    own = {one.agency for one in services}
    catalogue.publish(
        definitions=services,
        agencies=[one for one in engine.load_agencies(folder) if one.code in own],
        bundles=[one for one in engine.load_bundles(folder) if one.code == "FIRST_JOB"],
        by=SYSTEM,
        at=at,
    )
    return queries.definition(queries.form_identity("FIRST_JOB"))


def example(form: engine.Definition) -> Example:
    filled = generated_answers.fill(
        form, Random(3), today=clock.today(clock.now()), given=BOTH
    )
    answers = {name: tuple(values) for name, values in filled.raw.items() if values}
    return Example(
        name="x",
        answers={**answers},
        evidence=dict(filled.evidence),
        expect=Expectation(),
    )


def typed(given: Example) -> dict[str, str | Sequence[str]]:
    """The answers as a form sends them; nobody asks for a group here."""
    return {
        name: answer if isinstance(answer, str) else [str(one) for one in answer]
        for name, answer in given.answers.items()
    }


def begun(browser: Browser) -> Page:
    start = browser.open("/permohonan/baru/FIRST_JOB/")
    assert "Apakah diminta SKCK?" in start.text
    return browser.send(start, holding="idempotency_key")


def settled(browser: Browser, page: Page, given: Example) -> Page:
    """Answer the first part; the task list comes, with what applies."""
    first = browser.open(page.links_to("/isi/which/")[0])
    return browser.send(first, typed(given), holding="_asked")


def checked(browser: Browser, form: engine.Definition) -> Page:
    """From the start to the page on which all answers stand."""
    given = example(form)
    page = settled(browser, begun(browser), given)
    page = browser.open(
        next(link for link in page.links_to("/isi/") if "/which/" not in link)
    )
    for _ in range(60):
        assert page.status == 200, (page.address, page.text[:2000])
        if "/isi/" in page.address:
            page = browser.send(page, typed(given), holding="_asked")
        elif "/berkas/" in page.address:
            page = attach(browser, page, given)
        else:
            assert any("seen_as" in form.names for form in page.read.forms), page.text
            return page
    raise AssertionError("redirected in a circle")


def test_the_first_part_settles_services_documents_and_cost(
    published: engine.Definition, browser: Browser
) -> None:
    page = begun(browser)
    assert "Jawab bagian pertama" in page.text
    assert "Kartu tanda pencari kerja" not in page.text
    page = settled(browser, page, example(published))
    assert page.address.startswith("/permohonan/"), "the task list, not a question"
    assert "/isi/" not in page.address
    assert "Anda memerlukan 2 layanan:" in page.text
    assert "Kas negara (PNBP)" in page.text
    assert "Rp30.000" in page.text
    assert "Jaminan" not in page.text
    assert page.text.count("KTP-el") == 1, "one file serves both"


def test_names_no_document_of_a_service_that_does_not_apply() -> None:
    """What is left empty on the first page is no: nothing more of it is asked for."""
    shipped, today = catalogue_testing.shipped(), clock.today(clock.now())
    sources = engine.load_bundles(Path(settings.BALAREA_SERVICES_DIR))
    [source] = [one for one in sources if one.code == "HOUSE"]
    identities = {code: code for code in shipped}
    house = engine.merge_bundle(source, shipped, identities)
    answers = {"has_approval": True, "connections": ["WATER"]}
    possible = [
        (one.id, one.title.of("id"))
        for one in engine.possible_requirements(house.form, answers, as_of=today)
    ]
    named = bundles.may_follow(house, possible, answers, as_of=today)
    assert "Sertipikat elektronik" in dict(possible).values(), "of a check of the title"
    assert "Sertipikat elektronik" not in named
    assert "Izin memotong jalan" in named


def test_it_is_filed_once_and_its_receipt_lists_them_all(
    published: engine.Definition, browser: Browser
) -> None:
    check = checked(browser, published)
    first = browser.send(check, {"confirmed": "YES"}, holding="seen_as")
    again = browser.send(check, {"confirmed": "YES"}, holding="seen_as")
    assert first.address == again.address
    assert first.status == 200
    assert first.address.endswith("/tanda-terima/")
    rows = list(models.Application.objects.order_by("service"))
    assert [row.service for row in rows] == ["DNK-001", "POL-001"]
    for row in rows:
        assert row.reference[:5] in first.html.replace("-", "")
    pdf = browser.client.get(first.address.rstrip("/") + ".pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_one_page_shows_where_they_stand_and_each_leads_to_it(
    published: engine.Definition, browser: Browser
) -> None:
    check = checked(browser, published)
    draft = check.address.removesuffix("periksa/")
    browser.send(check, {"confirmed": "YES"}, holding="seen_as")
    listed = browser.open("/permohonan/")
    [bundle] = listed.links_to("/permohonan/paket/")
    page = browser.open(bundle)
    assert "Saya mulai bekerja" in page.text
    assert "1 di antaranya menunggu Anda" in page.text
    for row in models.Application.objects.all():
        own = f"/permohonan/{row.id}/"
        assert own in page.links_to(own)
        assert page.links_to(f"{own}bukti/") == [f"{own}bukti/"]
        assert "Permohonan diterima" in browser.open(f"{own}bukti/").text
        assert browser.open(own).links_to(bundle) == [bundle]
    assert browser.open(draft).address == bundle, "the draft leads to what it became"


def test_nobody_else_sees_it(
    published: engine.Definition, browser: Browser, sign_in: SignIn
) -> None:
    check = checked(browser, published)
    receipt = browser.send(check, {"confirmed": "YES"}, holding="seen_as").address
    other = sign_in("0812-3333-4444")
    for address in (
        receipt,
        receipt.removesuffix("tanda-terima/"),
        receipt.rstrip("/") + ".pdf",
    ):
        assert other.client.get(address).status_code == 404
    assert other.open("/permohonan/").links_to("/permohonan/paket/") == []


def test_files_nothing_when_by_the_answers_nothing_is_needed(
    published: engine.Definition, browser: Browser
) -> None:
    page = begun(browser)
    first = browser.open(page.links_to("/isi/which/")[0])
    nothing = {name: ["NO"] for name in BOTH}
    page = browser.send(first, nothing, holding="_asked")
    assert "tidak ada layanan ini yang Anda perlukan" in page.text
    check = browser.open(page.links_to("/periksa/")[0])
    refused = browser.send(check, holding="seen_as")
    assert refused.status == 422
    assert not models.Application.objects.exists()
