"""What was in time when it was filed is in time when it is mended."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import NamedTuple
from unittest import mock
from uuid import UUID

import msgspec
import pytest
from django.test import override_settings

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    Acting,
    SignIn,
    fill,
    online,
    photo,
    submit,
)
from balarea.applications.tests.marking import send_back
from balarea.foundation import clock
from balarea.notices import queries as notices
from balarea.people import auth

WHY = "Foto kartu buram. Mohon unggah foto yang semua tulisannya terbaca."
WEEK, MOST = dt.timedelta(days=7), dt.timedelta(days=60)


class Returned(NamedTuple):
    """An application that was filed, and returned the next day."""

    browser: Browser
    case: UUID
    field: str
    filed_on: dt.date

    def open(self, part: str) -> Page:
        return self.browser.open(f"/permohonan/{self.case}/{part}/")

    def question(self) -> Page:
        """The page that asks for the day."""
        definition = online()[models.Application.objects.get().service]
        pages = [p.id for p in definition.pages for f in p.fields if f.id == self.field]
        return self.open(f"isi/{pages[0]}")

    def say(self, day: dt.date) -> Page:
        return self.browser.send(
            self.question(), {self.field: f"{day:%d-%m-%Y}"}, holding="_asked"
        )


@pytest.fixture
def returned(
    sign_in: SignIn, appoint_officer: Callable[[str], Acting]
) -> Iterator[Callable[..., Returned]]:
    def filed(code: str, field: str, after: dt.timedelta) -> Returned:
        definition, browser = online()[code], sign_in()
        good = next(t for t in definition.tests if not t.expect.problems)
        today = clock.today(clock.now())
        answers = {**good.answers, field: f"{today + after:%d-%m-%Y}"}
        example = msgspec.structs.replace(good, answers=answers)
        submit(browser, fill(browser, definition, example))
        case = models.Application.objects.get().id
        scope, by = appoint_officer(code[:3])
        defects = {next(iter(good.evidence)): WHY}
        send_back(case=case, defects=defects, scope=scope, by=by, at=clock.now())
        return Returned(browser, case, field, today)

    with (
        override_settings(SESSION_COOKIE_AGE=int(MOST.total_seconds())),
        mock.patch.object(auth, "CITIZEN_AGE", MOST),
    ):
        yield filed


CASES = [
    ("DHB-007", "starts_on", WEEK),  # a week ahead at least
    ("DKC-016", "child_birth_date", -MOST),  # 60 days ago at most
]


@pytest.mark.parametrize(("code", "field", "after"), CASES)
def test_what_was_in_time_when_filed_can_be_mended_a_day_later(
    returned: Callable[..., Returned], code: str, field: str, after: dt.timedelta
) -> None:
    case = returned(code, field, after)
    receipt = case.browser.open(f"/permohonan/{case.case}/tanda-terima/").text
    assert "Permohonan Anda kami terima" in receipt, "nothing is mended yet"
    assert "satu daftar lengkap" in receipt
    tomorrow = clock.now() + dt.timedelta(days=1)
    with mock.patch.object(clock, "now", return_value=tomorrow):
        saved = case.say(case.filed_on + after)
        assert saved.status == 200, saved.text
        tasks = case.open("perbaiki")
        assert "Perlu diperbaiki" not in tasks.text
        page = case.open(f"berkas/{_defect(case.case)}")
        files = {"file": [photo("baru.jpg")]}
        case.browser.send(page, holding="file", files=files)
        check = case.open("periksa")
        sent = case.browser.send(check, holding="seen_as")
    assert "Perbaikan Anda kami terima" in sent.text
    assert "satu daftar" not in sent.text, "it is returned once"
    assert "dikembalikan paling banyak satu kali" in sent.text
    [messages] = [m for m in notices.of_case(case.case) if m.kind == "AMENDED"]
    filing = models.Filing.objects.latest("at")
    days = messages.params["check_due_on"], messages.params["due_on"]
    assert days == (f"{filing.check_due_on}", f"{filing.promised_on}")
    assert models.Application.objects.get().state == "AMENDED"


def _defect(case: UUID) -> str:
    return models.DeficiencyNotice.objects.get(application=case).requirements[0]


def test_what_was_too_early_when_filed_is_too_early_still(
    returned: Callable[..., Returned],
) -> None:
    case = returned(*CASES[0])
    saved = case.say(case.filed_on + WEEK - dt.timedelta(days=1))
    assert saved.status == 422


def test_an_amendment_ends_where_the_first_filing_would_have_ended(
    returned: Callable[..., Returned],
) -> None:
    case = returned(*CASES[1])
    saved = case.say(case.filed_on - MOST - dt.timedelta(days=1))
    assert saved.address.endswith("/isi/late/")
    assert "Buang draf ini" not in saved.text


def test_what_happened_since_the_filing_may_be_told(
    returned: Callable[..., Returned],
) -> None:
    case = returned("DKC-006", "lost_on", -WEEK)
    tomorrow = clock.now() + dt.timedelta(days=1)
    with mock.patch.object(clock, "now", return_value=tomorrow):
        assert case.say(clock.today(tomorrow)).status == 200
        assert case.say(clock.today(tomorrow) + WEEK).status == 422
