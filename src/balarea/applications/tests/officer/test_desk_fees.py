"""Fees at the desk: by QRIS or at the bank's counter, never in cash."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models, queries
from balarea.applications.rules import State
from balarea.applications.tests.conftest import (
    ApplicationIn,
    officer_for,
)
from balarea.applications.tests.conftest import applicants as applicants
from balarea.applications.tests.conftest import application_in as application_in
from balarea.applications.tests.conftest import open_mall as open_mall
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.foundation import clock, references
from balarea.foundation.operation import SYSTEM
from balarea.payments import models as payments
from balarea.payments import operations, presenters
from balarea.payments import queries as payment_queries
from balarea.payments.providers.demo import Demo
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
POLICE = "POL-001"


class QrisOnly:
    """A provider whose bank has no counters for bills."""

    code = Demo.code


@pytest.fixture
def unpaid(application_in: ApplicationIn) -> models.Application:
    return application_in(POLICE, State.AWAITING_FEE)


@pytest.fixture
def desk(unpaid: models.Application) -> Client:
    return at_the_desk(officer_for(Action.RECEIVE, unpaid)["scope"].officer)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def bill_of(application: models.Application) -> payments.Bill:
    bill = payment_queries.current_bill(application.id)
    assert bill is not None
    return bill


def renewed(desk: Client, unpaid: models.Application) -> str:
    """The page with a code that can be paid now."""
    operations.expire_due(by=SYSTEM, at=clock.now())
    assert desk.post(f"/petugas/tagihan/{unpaid.id}/").status_code == 302
    return text(desk.get(f"/petugas/tagihan/{unpaid.id}/"))


def test_what_is_unpaid_is_listed_with_its_age(
    desk: Client, unpaid: models.Application
) -> None:
    page = text(desk.get("/petugas/tagihan/"))
    assert f"/petugas/tagihan/{unpaid.id}/" in page
    scope = officer_for(Action.RECEIVE, unpaid)["scope"]
    [item] = [one for one in queries.unpaid_cases(scope) if one.id == unpaid.id]
    days = (clock.today(clock.now()) - clock.today(item.since)).days
    assert days > 0
    assert f"{days} hari" in page
    assert queries.unpaid_cases(scope, after=item.cursor) == []
    # By agency and age; and all on one page, to be printed.
    agency = unpaid.agency
    assert queries.unpaid_cases(scope, agency="XXX") == []
    assert queries.unpaid_cases(scope, agency=agency, before=item.since) == []
    later = item.since + dt.timedelta(seconds=1)
    assert queries.unpaid_cases(scope, agency=agency, before=later) == [item]
    shown = text(desk.get(f"/petugas/tagihan/?instansi={agency}&lama=7&cetak=1"))
    assert (f"/petugas/tagihan/{unpaid.id}/" in shown) is (days >= 7)
    assert 'name="cetak"' not in shown
    assert f"/petugas/tagihan/{unpaid.id}/" in text(
        desk.get("/petugas/tagihan/?lama=x")
    )


def test_the_code_and_the_bank_s_counter_are_on_one_page(
    desk: Client, unpaid: models.Application
) -> None:
    page = renewed(desk, unpaid)
    bill = bill_of(unpaid)
    assert 'class="qr"' in page
    assert references.pretty(bill.number) in page
    assert Demo.counter_name in page
    assert "Tidak pernah tunai" in page


def test_nothing_records_cash(desk: Client, unpaid: models.Application) -> None:
    page = renewed(desk, unpaid)
    main = page[page.index("<main") : page.index("</main>")]
    assert "<button" not in main
    before = bill_of(unpaid).state
    answer = desk.post(f"/petugas/tagihan/{unpaid.id}/", {"paid": "CASH"})
    assert answer.status_code in {302, 409, 422}
    assert bill_of(unpaid).state == before
    assert models.Application.objects.get(id=unpaid.id).state == State.AWAITING_FEE


def test_a_provider_without_counters_is_paid_by_qris_only(
    desk: Client, unpaid: models.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed(desk, unpaid)
    monkeypatch.setattr(presenters, "registered", lambda: {Demo.code: QrisOnly()})
    assert presenters.counter_payment(bill_of(unpaid), at=clock.now()) is None
    page = text(desk.get(f"/petugas/tagihan/{unpaid.id}/"))
    assert Demo.counter_name not in page
    assert "hanya menerima QRIS" in page


def test_no_counter_takes_a_bill_that_has_run_out(
    unpaid: models.Application, at: dt.datetime
) -> None:
    bill = bill_of(unpaid)
    late = bill.expires_at + dt.timedelta(minutes=1)
    assert presenters.counter_payment(bill, at=late) is None
    counter = presenters.counter_payment(bill, at=bill.created_at)
    assert counter is not None
    assert re.sub(r"\W", "", counter.code) == bill.number
    assert counter.amount == bill.amount


def test_only_a_desk_that_receives_sees_them(
    desk: Client, unpaid: models.Application
) -> None:
    other = at_the_desk(officer_for(Action.COUNTERSIGN, unpaid)["scope"].officer)
    for path in ("/petugas/tagihan/", f"/petugas/tagihan/{unpaid.id}/"):
        assert other.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    foreign = unpaid.bundle_id or bill_of(unpaid).id
    assert desk.get(f"/petugas/tagihan/{foreign}/").status_code == 404
