"""A mall that takes no payments says so before anybody types, not when it is filed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from balarea.applications import errors, models, testing
from balarea.applications.operations import deciding, drafting
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    Acting,
    begin,
    fill,
    online,
    submit,
)
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.payments.models import Bill

pytestmark = pytest.mark.django_db
FEE, LEVY, FREE = "POL-001", "KOP-006", "DKC-006"
CODE = "NO_PAYMENT_ONLINE"


def good(code: str) -> Any:
    return next(t for t in online()[code].tests if t.expect.fee)


@pytest.mark.parametrize("code", [FEE, LEVY])
def test_refuses_to_begin_what_could_not_be_paid(
    browser: Browser, settings: Any, code: str
) -> None:
    settings.BALAREA_PAYMENT_PROVIDER = ""
    page = browser.open(reverse("applications:start", args=[code]))
    assert page.status == 503
    assert CODE in page.text
    assert "di loket mana mengajukannya" in page.text
    assert f"/layanan/{code}/" in page.links_to("/layanan/")
    with pytest.raises(errors.NoPaymentOnline):
        drafting.begin(
            service=code,
            contact=browser_contact(browser),
            language="id",
            key="once",
            by=SYSTEM,
            at=clock.now(),
        )
    assert not models.Draft.objects.exists()


def browser_contact(browser: Browser) -> Any:
    return browser.client.session["contact"]


def test_begins_what_is_free_all_the_same(browser: Browser, settings: Any) -> None:
    settings.BALAREA_PAYMENT_PROVIDER = ""
    begin(browser, FREE)
    assert models.Draft.objects.get().service == FREE


@pytest.mark.parametrize("code", [FEE, LEVY])
def test_a_draft_from_before_says_so_and_is_kept(
    browser: Browser, settings: Any, code: str
) -> None:
    check = fill(browser, online()[code], good(code))
    tasks = f"/permohonan/{models.Draft.objects.get().id}/"
    words = "Saat ini tidak dapat diajukan"
    assert words not in browser.open(tasks).text
    settings.BALAREA_PAYMENT_PROVIDER = ""
    assert words in browser.open(tasks).text
    page = submit(browser, check)
    assert (page.status, CODE in page.text) == (503, True)
    assert models.Draft.objects.exists()
    assert not models.Application.objects.exists()
    assert not Bill.objects.exists()


def test_whoever_grants_reads_that_nobody_can_take_the_levy(
    browser: Browser, appoint_officer: Callable[[str], Acting], settings: Any
) -> None:
    definition = online()[LEVY]
    submit(browser, fill(browser, definition, good(LEVY)))
    case, (scope, by) = models.Application.objects.get().id, appoint_officer(LEVY[:3])
    testing.accept(case, scope, by)
    settings.BALAREA_PAYMENT_PROVIDER = ""
    with pytest.raises(errors.NoLevyOnline):
        deciding.decide(
            case=case,
            outcome=Outcome.GRANTED,
            reasons=testing.REASONS,
            scope=scope,
            by=by,
            at=clock.now(),
        )
    assert models.Application.objects.get().state == State.TO_DECIDE
