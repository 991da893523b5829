"""Events of life, each in one pass: “my child was born”, “I open a warung”, others.

docs/journeys/one-event-one-pass.md
"""

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from balarea.catalogue import definition as engine
from balarea.catalogue.definition import generated_answers
from balarea.catalogue.testing import shipped_bundles
from balarea.foundation import clock
from tests import sampling
from tests.browser import check_page, too_wide

from . import people, sample_files
from .malls import ROOT
from .people import CitizenBrowser, fill_page, follow, path_of, press

BIRTH = {"baby_age": ["UP_TO_28"], "one_card": ["YES"], "mother_insured": ["YES"]}
FOLDER, FOOD_CODE = ROOT / "services", "FOOD_BUSINESS"
FOOD = {
    "has_nib": ["NO"],
    "makes_food": ["YES"],
    "trained": ["NO"],
    "keeps_long": ["YES"],
    "wishes": ["HALAL"],
}


def others() -> list[str]:
    """One of the other bundles, drawn anew in each run; all of them in a soak."""
    every = {one.code for one in engine.load_bundles(FOLDER)}
    codes = sorted(every - {"BIRTH", FOOD_CODE})
    few = (
        codes if sampling.is_everything() else sampling.draw("bundles").sample(codes, 1)
    )
    return sorted(few)


def filing(
    bundle: engine.Bundle, answers: dict[str, Any], today: dt.date
) -> tuple[str, ...]:
    """The services that are filed by these answers."""
    every = people.definitions()
    members = engine.applying(bundle, answers, as_of=today)
    own = {
        one.code: engine.own_answers(bundle, one, every[one.code], answers, as_of=today)
        for one in members
    }
    return tuple(
        code
        for code, answers in own.items()
        if engine.exit_page(every[code], answers, as_of=today) is None
    )


def shot(browser: CitizenBrowser, name: str) -> None:
    """A picture of the page, where a folder for pictures is named."""
    if folder := os.environ.get("BALAREA_PICTURES"):
        browser.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("words", "code", "given", "services"),
    sampling.one_of(
        "events",
        [
            ("anak saya lahir", "BIRTH", BIRTH, ("DKC-028", "BPK-002")),
            ("buka warung keripik", FOOD_CODE, FOOD, ("DPM-001", "DKS-004")),
        ],
    ),
)
def test_one_event_is_one_pass(
    browser: CitizenBrowser,
    words: str,
    code: str,
    given: Mapping[str, list[str]],
    services: tuple[str, ...],
) -> None:
    today = clock.today(clock.now())
    # A birth is recorded late after 60 days, and then by another service.
    born_on = f"{today - dt.timedelta(days=7):%d-%m-%Y}"
    given = {**given, "dkc028_child_birth_date": [born_on]}
    filled = generated_answers.fill(
        shipped_bundles()[code].form, Random(code), today=today, given=given
    )
    walks(browser, words, code, filled, services)


@pytest.mark.parametrize("code", others())
def test_answers_made_by_chance_are_one_pass(
    browser: CitizenBrowser, code: str
) -> None:
    [source] = [one for one in engine.load_bundles(FOLDER) if one.code == code]
    bundle, chance = shipped_bundles()[code], sampling.draw(f"answers {code}")
    today = clock.today(clock.now())
    filled = generated_answers.fill(bundle.form, chance, today=today)
    while not (services := filing(bundle, filled.answers, today)):
        filled = generated_answers.fill(bundle.form, chance, today=today)
    walks(browser, source.phrases["id"][0], code, filled, services)


def walks(
    browser: CitizenBrowser,
    words: str,
    code: str,
    filled: generated_answers.Filled,
    services: tuple[str, ...],
) -> None:
    """From words in a search to one receipt and one page for all."""
    # Given somebody who says in their own words what happened
    page, form = browser.page, shipped_bundles()[code].form
    finds(browser, words, code)
    press(page, "Minta kode, lalu mulai")
    browser.sign_in()

    # When they answer the first part, they see what it comes to
    shot(browser, f"{code}-3-which")
    fill_page(page, form, filled.raw)
    case = path_of(page)
    assert "/isi/" not in case
    shot(browser, f"{code}-4-applying")
    names(browser, services)

    # And answer what is left, each thing once, and send each file once
    follow(page, "main .row a.button")
    while "/isi/" in page.url:
        assert not too_wide(page), page.url
        fill_page(page, form, filled.raw)
    sends_files(browser, form, filled.evidence)
    assert path_of(page) == f"{case}periksa/", page.url
    assert not too_wide(page), page.url
    names(browser, services)
    shot(browser, f"{code}-5-check")

    # Then one press files an application for each service, with one receipt
    if page.locator("#f-confirmed").count():
        page.check("#f-confirmed")
    press(page, "Kirim permohonan")
    assert path_of(page).endswith("/tanda-terima/"), page.url
    shot(browser, f"{code}-6-receipt")
    names(browser, services)
    pdf = page.request.get(f"{page.url.rstrip('/')}.pdf").body()
    assert page.inner_text("main .receipt .ref") in sample_files.text(pdf)

    # And one page shows where they stand
    follows_all(browser, code, len(services))


def finds(browser: CitizenBrowser, words: str, code: str) -> None:
    """Search as people ask, open the bundle, and read what it asks first."""
    page = browser.page
    page.goto("/layanan/")
    page.fill("main [name=q]", words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    shot(browser, f"{code}-1-search")
    check_page(page)
    follow(page, f'main a[href="/layanan/paket/{code}/"]')
    shot(browser, f"{code}-2-cover")
    check_page(page)
    follow(page, f'main a[href="/permohonan/baru/{code}/"]')
    check_page(page)


def names(browser: CitizenBrowser, services: tuple[str, ...]) -> None:
    """The page names each of the services."""
    check_page(browser.page)
    text = browser.page.inner_text("main")
    for one in services:
        assert people.definition(one).title.id in text


def follows_all(browser: CitizenBrowser, code: str, count: int) -> None:
    """From the receipt to the page of them all, to one of them, and to the list."""
    page = browser.page
    follow(page, "main .row a.button")
    shot(browser, f"{code}-7-together")
    check_page(page)
    together = path_of(page)
    assert page.locator("main .card").count() == count
    follow(page, "main .card a")
    assert page.locator(f'a[href="{together}"]').count() == 1
    page.goto("/permohonan/")
    shot(browser, f"{code}-8-mine")
    check_page(page)


def sends_files(
    browser: CitizenBrowser, form: engine.Definition, evidence: Mapping[str, int]
) -> None:
    page = browser.page
    while "/berkas/" in page.url:
        requirement = path_of(page).rstrip("/").rsplit("/")[-1]
        is_needed = requirement in evidence
        if is_needed:
            file = sample_files.photograph(form, requirement, browser.person)
            sample_files.upload(page, file)
        goes_on = "Lanjut" if is_needed else "Lanjut tanpa ini"
        with page.expect_navigation():
            page.get_by_role("link", name=goes_on, exact=True).click()
