"""A form that ends without filing: why, what to do instead, and the way back."""

import datetime as dt
from collections.abc import Iterator
from unittest import mock

import msgspec
import pytest
from django.test import override_settings

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    fill,
    online,
    photo,
    publish_also,
)
from balarea.catalogue import testing as catalogue
from balarea.foundation import clock
from balarea.people import auth

BIRTH, LATE = "DKC-016", "DKC-017"
REASON = "Anak lahir lebih dari 60 hari yang lalu."
SIXTY = dt.timedelta(days=60)
DAY = dt.timedelta(days=1)


def save_child(browser: Browser, home: str, born: dt.date) -> Page:
    """Save the first page with this day of birth."""
    definition = online()[BIRTH]
    example = catalogue.valid_example(definition)
    answers = catalogue.raw_answers(definition, example, today())
    page = browser.open(f"{home}isi/child/")
    day = {"child_birth_date": (f"{born:%d-%m-%Y}",)}
    return browser.send(page, {**answers, **day}, holding="_asked")


def today() -> dt.date:
    return clock.today(clock.now())


@pytest.fixture
def browser(sign_in: SignIn) -> Iterator[Browser]:
    """A citizen who stays signed in for more than a day."""
    with (
        override_settings(SESSION_COOKIE_AGE=3 * 24 * 3600),
        mock.patch.object(auth, "CITIZEN_AGE", 3 * DAY),
    ):
        yield sign_in()


@pytest.fixture
def home(browser: Browser) -> str:
    return begin(browser, BIRTH)


def test_ends_with_the_reason_the_next_step_and_the_deciding_answer(
    browser: Browser, home: str, at: dt.datetime
) -> None:
    publish_also(catalogue.online()[LATE], at)
    page = save_child(browser, home, today() - SIXTY - DAY)
    assert (page.status, page.address) == (200, f"{home}isi/late/")
    assert REASON in page.text
    assert "Pakai layanan akta terlambat." in page.text
    assert page.links_to(f"/layanan/{LATE}/")
    assert f"{home}isi/child/#f-child_birth_date" in page.links_to("/isi/child/")
    assert not [form for form in page.read.forms if "_asked" in form.names]


def test_every_page_of_the_draft_leads_to_the_exit(browser: Browser, home: str) -> None:
    exit_address = save_child(browser, home, today() - SIXTY - DAY).address
    tasks = browser.open(home)
    assert "Pengisian berhenti di sini" in tasks.text
    assert tasks.link("Baca sebabnya") == exit_address
    assert not tasks.links_to("/isi/birth/"), "what comes after it isn't asked"
    assert not tasks.links_to("/berkas/")
    check = browser.open(f"{home}periksa/")
    assert "bukan layanan yang tepat" in check.text
    assert exit_address in check.links_to("/isi/late/")
    assert browser.open(f"{home}isi/birth/").address == exit_address


def test_an_answer_that_is_changed_opens_the_rest_again(
    browser: Browser, home: str
) -> None:
    save_child(browser, home, today() - SIXTY - DAY)
    page = save_child(browser, home, today() - SIXTY)
    assert page.address == f"{home}isi/birth/"
    assert "berhenti" not in browser.open(home).text
    assert browser.open(f"{home}isi/late/").status == 404


def test_refuses_to_file_answers_that_end_the_form(browser: Browser) -> None:
    definition = online()[BIRTH]
    example = catalogue.valid_example(definition)
    born = {"child_birth_date": f"{today() - SIXTY:%d-%m-%Y}"}
    in_time = msgspec.structs.replace(example, answers={**example.answers, **born})
    check = browser.open(fill(browser, definition, in_time))
    with mock.patch.object(clock, "now", return_value=clock.now() + DAY):
        sent = browser.send(check, holding="seen_as")
    assert sent.status == 422
    assert "bukan layanan yang tepat" in sent.text
    assert sent.links_to("/isi/late/")
    assert not models.Application.objects.exists()
    assert models.Draft.objects.exists()


def test_a_draft_that_was_in_time_ends_the_day_after(
    browser: Browser, home: str
) -> None:
    assert save_child(browser, home, today() - SIXTY).address.endswith("/isi/birth/")
    with mock.patch.object(clock, "now", return_value=clock.now() + DAY):
        page = browser.open(f"{home}isi/birth/")
        assert page.address.endswith("/isi/late/")


def test_a_page_that_was_open_in_another_tab_leads_to_the_exit(
    browser: Browser, home: str
) -> None:
    other_tab = save_child(browser, home, today() - SIXTY)
    save_child(browser, home, today() - SIXTY - DAY)
    page = browser.send(other_tab, {"birth_kind": "SINGLE"}, holding="_asked")
    assert (page.status, page.address) == (200, f"{home}isi/late/")


def test_takes_no_file_where_the_form_has_ended(browser: Browser, home: str) -> None:
    definition = online()[BIRTH]
    fill(browser, definition, catalogue.valid_example(definition))
    upload = browser.open(f"{home}berkas/R5/")
    assert upload.status == 200
    save_child(browser, home, today() - SIXTY - DAY)
    sent = browser.send(upload, holding="file", files={"file": [photo("baru.jpg")]})
    assert sent.status == 404
