"""Filling in: saved page by page, errors that help, questions that follow answers."""

import datetime as dt
from unittest import mock

import pytest
from django.test import override_settings
from django.utils import translation

from balarea.applications import models
from balarea.applications.presenters import problems
from balarea.applications.tests.citizen.conftest import SignIn, begin, online
from balarea.catalogue import definition as engine
from balarea.foundation import clock
from balarea.people import auth

LANGUAGES = ["id", "en"]
SIGN = {"land": "OWN", "road_class": "LOCAL", "location": "Jalan Contoh 5"}
TODAY = dt.date(2026, 11, 30)


def test_tells_what_is_needed_before_it_begins(sign_in: SignIn) -> None:
    page = sign_in().open("/permohonan/baru/DKC-006/")
    assert "Siapkan ini" in page.text
    assert "Gratis" in page.text
    assert "hari kerja" in page.text


def test_begins_one_draft_however_often_it_is_pressed(sign_in: SignIn) -> None:
    browser = sign_in()
    start = browser.open("/permohonan/baru/POL-001/")
    first = browser.send(start, holding="idempotency_key")
    again = browser.send(start, holding="idempotency_key")
    assert first.address == again.address
    assert models.Draft.objects.count() == 1


def test_offers_the_draft_that_was_begun_before(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    page = browser.open("/permohonan/baru/POL-001/")
    assert page.link("Lanjutkan drafnya") == home
    assert not browser.open("/permohonan/baru/DKC-006/").links_to(home)


@override_settings(SESSION_COOKIE_AGE=40 * 24 * 3600)  # the draft is over first
@mock.patch.object(auth, "CITIZEN_AGE", dt.timedelta(days=40))
def test_hides_and_refuses_a_draft_that_is_too_old(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    later = clock.now() + dt.timedelta(days=30, minutes=1)
    with mock.patch.object(clock, "now", return_value=later):
        assert browser.open(home).status == 410
        assert "Belum ada apa-apa" in browser.open("/permohonan/").text


@override_settings(SESSION_COOKIE_AGE=400 * 24 * 3600)
@mock.patch.object(auth, "CITIZEN_AGE", dt.timedelta(days=400))
def test_keeps_no_draft_longer_than_half_a_year_however_often_it_is_saved(
    sign_in: SignIn,
) -> None:
    browser, began = sign_in(), clock.now()
    home = begin(browser, "POL-001")
    warned = []
    for days in range(0, 180, 20):
        later = began + dt.timedelta(days=days)
        with mock.patch.object(clock, "now", return_value=later):
            page = browser.open(f"{home}isi/identity/")
            browser.send(page, {"full_name": "Siti Contoh"}, holding="_asked")
            warned.append("Draf ini sudah lama" in browser.open(home).text)
    assert warned == [False] * 8 + [True]
    [draft] = models.Draft.objects.all()
    assert draft.expires_at == draft.begun_at + dt.timedelta(days=180)
    later = began + dt.timedelta(days=180, minutes=1)
    with mock.patch.object(clock, "now", return_value=later):
        assert browser.open(home).status == 410


def test_asks_to_sign_in_before_it_begins(sign_in: SignIn) -> None:
    browser = sign_in()
    browser.client.logout()
    page = browser.open("/permohonan/baru/POL-001/")
    led = browser.send(page, holding="idempotency_key")
    assert led.address.startswith("/masuk/?lanjut=/permohonan/baru/POL-001/")
    assert not models.Draft.objects.exists()


def test_keeps_what_is_right_and_says_how_to_mend_the_rest(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    page = browser.open(f"{home}isi/identity/")
    answers = {"full_name": "Siti Contoh", "nik": "3211", "birth_place": "Sumedang"}
    wrong = browser.send(page, answers, holding="_asked")
    assert wrong.status == 422
    assert wrong.title.startswith("Galat: ")
    assert "#f-nik" in [href for href, _ in wrong.read.links]
    assert "NIK terdiri dari 16 angka" in wrong.text
    assert wrong.form("nik").values["nik"] == ["3211"]
    saved = browser.open(f"{home}isi/identity/").form("nik").values
    assert saved["full_name"] == ["Siti Contoh"]
    assert saved["nik"] == [""]
    assert "Sudah dimulai" in browser.open(home).text


def test_shows_a_question_that_an_answer_brings_up(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "DPM-058")
    page = browser.open(f"{home}isi/place/")
    assert "pole_height_m" not in page.form("_asked").names
    page = browser.send(page, SIGN | {"structure": "POLE"}, holding="_asked")
    assert page.status == 200
    assert page.address.endswith("/isi/place/?tambahan=1#tambahan")
    assert "Jawaban Anda menambah 1 pertanyaan" in page.text
    assert "pole_height_m" in page.form("_asked").names
    again = browser.send(page, {}, holding="_asked")
    assert again.status == 422  # now it was asked, so it must be answered
    page = browser.send(page, {"pole_height_m": "8,5"}, holding="_asked")
    assert "/isi/place/" not in page.address


def test_drops_the_answer_to_a_question_that_is_gone(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "DPM-058")
    page = browser.open(f"{home}isi/place/")
    page = browser.send(page, SIGN | {"structure": "POLE"}, holding="_asked")
    browser.send(page, {"pole_height_m": "8,5"}, holding="_asked")
    page = browser.open(f"{home}isi/place/")
    page = browser.send(page, {"structure": "WALL"}, holding="_asked")
    assert page.status == 200
    assert "pole_height_m" not in browser.open(f"{home}isi/place/").form("_asked").names


def test_shows_a_kept_day_as_people_write_it(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    page = browser.open(f"{home}isi/identity/")
    browser.send(page, {"birth_date": "1 7 1990"}, holding="_asked")
    page = browser.open(f"{home}isi/identity/")
    assert page.form("birth_date").values["birth_date"] == ["01-07-1990"]


def test_goes_back_to_the_list_when_asked(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    sent = {"_asked": "purpose destination", "purpose": "WORK", "list": "1"}
    response = browser.client.post(f"{home}isi/purpose/", sent)
    assert response.headers["Location"] == home


@pytest.mark.parametrize("page", ["nowhere", "PURPOSE", "family%2F"])
def test_knows_no_page_that_the_definition_lacks(sign_in: SignIn, page: str) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    assert browser.open(f"{home}isi/{page}/").status == 404


def test_comes_back_by_code_only_to_its_owner(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    reference = models.Draft.objects.get().reference
    page = browser.open("/lanjut/")
    back = browser.send(page, {"reference": reference.lower()}, holding="reference")
    assert back.address == home
    other = sign_in("other@contoh.id")
    page = other.send(other.open("/lanjut/"), {"reference": reference})
    assert page.status == 422
    assert "Tidak ada draf" in page.text


def test_throws_a_draft_away_after_asking(sign_in: SignIn) -> None:
    browser = sign_in()
    home = begin(browser, "POL-001")
    question = browser.open(f"{home}hapus/")
    assert models.Draft.objects.exists()
    # Meanwhile it is saved elsewhere: what was written since was never seen
    page = online()["POL-001"].pages[0].id
    browser.send(browser.open(f"{home}isi/{page}/"), holding="_asked")
    assert browser.send(question, holding="seen").status == 409
    assert browser.client.post(question.address).status_code == 409
    assert models.Draft.objects.exists()
    browser.send(browser.open(question.address), holding="seen")
    assert not models.Draft.objects.exists()
    assert browser.open(home).status == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["TEXT", "MONEY", "DECIMAL", "DATE", "CHOICES"])
def test_has_a_sentence_for_every_problem(kind: str, language: str) -> None:
    fields = [f for d in online().values() for f in d.fields.values()]
    field = next(f for f in fields if f.type == kind)
    bound = "17-08-1990" if kind == "DATE" else 1250
    with translation.override(language):
        for code in engine.CODES:
            if code == "RULE":  # its own definition words it
                continue
            params = dict.fromkeys(("min", "max", "more", "less"), bound)
            params |= {"day": 31, "month": 2, "year": 1990, "count": 13, "age": 21}
            params |= dict.fromkeys(("village", "lies_in", "answered"), bound)
            problem = engine.Problem(field.id, code, params)
            text = problems.sentence(problem, field, language, TODAY)
            assert "%(" not in text
            assert text[0].isupper() or text[0].isdigit()
            assert text.endswith(".")


def test_words_bounds_in_the_language_of_the_reader() -> None:
    label = engine.Text(id="-", en="-")
    amount = engine.Field(id="amount", type="MONEY", label=label)
    small = engine.Problem("amount", "TOO_SMALL", {"min": 1250000})
    assert "Rp1.250.000" in problems.sentence(small, amount, "en", TODAY)
    width = engine.Field(id="width", type="DECIMAL", label=label)
    tiny = engine.Problem("width", "TOO_SMALL", {"min": "0,1"})
    assert "0.1" in problems.sentence(tiny, width, "en", TODAY)
    assert "0,1" in problems.sentence(tiny, width, "id", TODAY)
    both = engine.Problem("width", "DOUBTFUL", {"more": "1250", "less": "1,25"})
    assert "1250 or 1.25" in problems.sentence(both, width, "en", TODAY).replace(
        "atau", "or"
    )
    assert "1250 atau 1,25" in problems.sentence(both, width, "id", TODAY)
    built = engine.Field(id="built", type="NUMBER", label=label, min=1950, max=2100)
    old = engine.Problem("built", "TOO_SMALL", {"min": 1950})
    assert "1950" in problems.sentence(old, built, "id", TODAY)
    born = engine.Field(id="born", type="DATE", label=label)
    late = engine.Problem("born", "DATE_TOO_LATE", {"max": "17-08-1990"})
    assert "17 Agustus 1990" in problems.sentence(late, born, "id", TODAY)
