"""An error stands at its question, with an example of that question."""

import datetime as dt

import pytest
from django.utils import translation

from balarea.applications import models
from balarea.applications.presenters import problems
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    begin,
    fill,
    online,
    submit,
)
from balarea.catalogue import definition as engine
from balarea.catalogue.definition import reading

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
PLACE = {
    "road_class": "ARTERIAL",
    "location": "Jalan Contoh 5",
    "land": "OWN",
    "structure": "WALL",
}
SIGN = {"sign_kind": "NAME_SIGN", "message": "Rokok Contoh", "tobacco": "YES"}
PERSON = {
    "full_name": "Siti Contoh",
    "nik": "9999014107900001",
    "kk_number": "9999014107900001",
    "birth_place": "Sumedang",
    "birth_date": "1 Juli 1991",
}


def answer(browser: Browser, address: str, answers: dict[str, str]) -> Page:
    return browser.send(browser.open(address), answers, holding="_asked")


def test_tobacco_on_a_main_road_is_told_on_the_page_of_the_road(
    browser: Browser,
) -> None:
    home = begin(browser, "DPM-058")
    assert answer(browser, home + "isi/sign/", SIGN).status == 200
    page = answer(browser, home + "isi/place/", PLACE)
    assert page.status == 422
    assert "Reklame rokok dilarang di jalan protokol." in page.text
    assert "#f-road_class" in page.links_to("#f-")
    assert answer(browser, home + "isi/place/", PLACE | {"road_class": "LOCAL"}).status


def test_who_changes_the_other_answer_is_led_to_what_became_wrong(
    browser: Browser,
) -> None:
    home = begin(browser, "DPM-058")
    answer(browser, home + "isi/sign/", SIGN | {"tobacco": "NO"})
    answer(browser, home + "isi/place/", PLACE)
    answer(browser, home + "isi/sign/", SIGN)
    page = browser.open(home + "isi/place/")
    assert "Reklame rokok dilarang di jalan protokol." in page.text
    check = browser.open(home + "periksa/")
    assert "Reklame rokok dilarang di jalan protokol." in check.text


def test_a_nik_and_a_birth_date_that_differ_are_told_where_they_are_typed(
    browser: Browser,
) -> None:
    home = begin(browser, "DKC-006")
    page = answer(browser, home + "isi/identity/", PERSON)
    assert page.status == 200
    assert "beda=1" in page.address
    assert "1 Juli 1990" in page.text
    assert "1 Juli 1991" in page.text
    again = browser.send(page, holding="_asked")  # as it stands on the card
    assert "/isi/identity/" not in again.address


def test_no_difference_no_word(browser: Browser) -> None:
    home = begin(browser, "DKC-006")
    page = answer(browser, home + "isi/identity/", PERSON | {"birth_date": "1-7-1990"})
    assert "/isi/identity/" not in page.address


def test_a_difference_is_confirmed_before_filing(browser: Browser) -> None:
    definition = online()["DNK-001"]
    example = definition.tests[0]
    check = fill(browser, definition, example)
    home = check.removesuffix("periksa/")
    answer(browser, home + "isi/identity/", {"birth_date": "2-7-1990"})
    refused = submit(browser, check)
    assert refused.status == 422
    assert "NIK dan tanggal lahir berbeda" in refused.text
    assert not models.Application.objects.exists()
    receipt = browser.send(refused, {"confirmed": "YES"}, holding="seen_as")
    assert "/tanda-terima/" in receipt.address
    assert models.Application.objects.count() == 1


NOW, IN_A_WEEK = (
    f"{day.day}-{day.month}-{day.year}" for day in (TODAY, TODAY + dt.timedelta(days=7))
)


@pytest.mark.parametrize(
    ("code", "field", "typed", "said"),
    [
        ("DPM-058", "width_m", "lebar", "Contoh: 2,5."),
        ("KOP-006", "area_m2", "luas", "Contoh: 6,25."),
        ("DPM-058", "sign_count", "banyak", "Contoh: 12."),
        ("DPM-001", "capital", "banyak", "Contoh: 5.000.000."),
        ("POL-001", "height_cm", "tinggi", "Contoh: 120."),
        ("DKC-006", "birth_date", "31-02-1990", "31 Februari 1990 tidak ada."),
        ("DKC-006", "birth_date", "08/17/1990", "Tidak ada bulan ke-17."),
        ("DKC-006", "birth_date", "kemarin", "Contoh: 17-08-1990."),
        ("DKC-006", "lost_on", "kemarin", f"Contoh: {NOW}."),
        ("DHB-007", "starts_on", "besok", f"Contoh: {IN_A_WEEK}."),
        ("POL-001", "jkn_number", "123", "Nomor ini terdiri dari 13 angka."),
        ("DPM-058", "nib", "123", "NIB terdiri dari 13 angka."),
        ("DPM-001", "npwp", "123", "NPWP terdiri dari 15 atau 16 angka."),
        ("DKC-006", "kk_number", "123", "Nomor KK terdiri dari 16 angka."),
        ("DKC-016", "child_name", "Siti", "Nama anak paling sedikit dua kata."),
    ],
)
def test_says_truly_what_is_wrong_with_an_example_of_this_question(
    code: str, field: str, typed: str, said: str
) -> None:
    definition = online()[code]
    question = definition.fields[field]
    days = reading.Days(TODAY, TODAY)
    with pytest.raises(reading.Unreadable) as wrong:
        reading.read(question, [typed], days)
    problem = engine.Problem(field, wrong.value.code, wrong.value.params)
    with translation.override("id"):
        assert said in problems.sentence(problem, question, "id", TODAY)


def test_numbers_open_a_keyboard_of_digits(browser: Browser) -> None:
    page = browser.open(begin(browser, "DKC-006") + "isi/identity/")
    for name in ("nik", "kk_number"):
        tag = page.html.split(f'name="{name}"')[1].split(">")[0]
        before = page.html.split(f'name="{name}"')[0].rpartition("<input")[2]
        assert 'inputmode="numeric"' in before + tag


def test_every_nik_beside_a_birth_date_is_compared_with_it() -> None:
    for definition in online().values():
        fields = definition.fields
        if "nik" in fields and "birth_date" in fields:
            assert fields["nik"].birth == "birth_date", definition.code
