"""Amended answers that cost more: the difference is billed before the next step."""

import datetime as dt
from collections.abc import Callable

import msgspec
import pytest

from balarea.applications import models
from balarea.applications.rules import State
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    Acting,
    SignIn,
    agencies,
    fill,
    online,
    pdf,
    photo,
    submit,
)
from balarea.applications.tests.citizen.test_paying import bill_of, pay
from balarea.applications.tests.marking import send_back
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.payments import queries as payments
from balarea.payments.testing import bills_of

WHY = "Foto kartu buram. Mohon unggah foto yang semua tulisannya terbaca."
YEAR = 675_000  # of a kiosk, by the tariff


@pytest.fixture
def service(sign_in: SignIn, at: dt.datetime) -> engine.Definition:
    """A tariff by size and months, due before work begins."""
    definition = online()["KOP-006"]
    fee = msgspec.structs.replace(definition.fee, due="SUBMISSION")
    made = msgspec.structs.replace(definition, fee=fee, version=definition.version + 1)
    made = engine.decode(engine.canonical(made))
    catalogue.publish(definitions=[made], agencies=agencies(), by=SYSTEM, at=at)
    return made


@pytest.fixture
def returned(
    sign_in: SignIn,
    service: engine.Definition,
    appoint_officer: Callable[[str], Acting],
) -> Browser:
    """A kiosk for a year: filed, paid and sent back."""
    browser = sign_in()
    submit(browser, fill(browser, service, service.tests[0]))
    application = models.Application.objects.get()
    assert bill_of(application).amount == YEAR
    pay(bill_of(application))
    scope, by = appoint_officer("KOP")
    send_back(
        case=application.id, defects={"R1": WHY}, scope=scope, by=by, at=clock.now()
    )
    return browser


def amend(browser: Browser, service: engine.Definition, months: int) -> Page:
    """Say how many months, send another file for the defect; returns the check."""
    home = f"/permohonan/{models.Application.objects.get().id}"
    [page] = [p.id for p in service.pages for f in p.fields if f.id == "months"]
    form_page = browser.open(f"{home}/isi/{page}/")
    browser.send(form_page, {"months": str(months)}, holding="_asked")
    place = browser.open(f"{home}/berkas/R1/")
    make = photo if "image/jpeg" in place.html else pdf
    browser.send(place, holding="file", files={"file": [make("baru")]})
    return browser.open(f"{home}/periksa/")


def test_answers_that_grew_dearer_are_billed_before_work_goes_on(
    returned: Browser, service: engine.Definition
) -> None:
    check = amend(returned, service, months=24)
    assert "Rp675.000" in check.text
    assert "kekurangannya" in check.text
    returned.send(check, holding="seen_as")
    application = models.Application.objects.get()
    assert application.state == State.AWAITING_FEE
    bill = bill_of(application)
    assert (bill.amount, bill.due_step) == (YEAR, "AMENDMENT")
    assert "Sudah dibayar" in str(bill.lines)
    [message] = [m for m in notices.of_case(application.id) if m.kind == "AMENDED"]
    assert message.params["turn"] == "PAY"
    shown = returned.open(f"/permohonan/{application.id}/").text
    assert "Menunggu pembayaran Anda" in shown

    pay(bill)
    application.refresh_from_db()
    assert application.state == State.AMENDED
    assert payments.paid_for(application.id) == 2 * YEAR


@pytest.mark.parametrize("months", [12, 6])
def test_answers_that_cost_no_more_are_checked_at_once(
    returned: Browser, service: engine.Definition, months: int
) -> None:
    check = amend(returned, service, months=months)
    assert "kekurangannya" not in check.text
    returned.send(check, holding="seen_as")
    application = models.Application.objects.get()
    assert application.state == State.AMENDED
    assert len(bills_of(application.id)) == 1
