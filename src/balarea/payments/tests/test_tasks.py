"""Jobs: bills that expired are closed, the others stay open."""

import datetime as dt

import pytest
from procrastinate.contrib.django import app

from balarea.payments import models, rules, tasks
from balarea.payments.operations import billing
from balarea.payments.tests.conftest import Bill

pytestmark = pytest.mark.django_db


def test_closes_what_ran_out_batch_after_batch(
    make_bill: Bill, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = dt.timedelta(hours=1)
    young = make_bill(at=at - rules.VALID_FOR + hour)
    for hours in (1, 2):
        make_bill(at=at - rules.VALID_FOR - hours * hour)
    monkeypatch.setattr(billing, "BATCH", 1)
    tasks.expire_due(0)
    assert models.Bill.objects.get(state="OPEN") == young
    assert models.Bill.objects.filter(state="EXPIRED").count() == 2


def test_does_so_every_minute() -> None:
    periodic = app.periodic_registry.periodic_tasks.values()
    crons = {task.task.name: task.cron for task in periodic}
    assert crons["payments.expire_due"] == "* * * * *"


def test_reminds_of_what_is_unpaid_batch_after_batch(
    make_bill: Bill, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = dt.timedelta(hours=1)
    young = make_bill(at=at)
    for hours in (1, 2):
        make_bill(at=at - rules.VALID_FOR + hours * hour)
    monkeypatch.setattr(billing, "BATCH", 1)
    tasks.remind_due(0)
    unreminded = models.Bill.objects.filter(reminded_at__isnull=True)
    assert list(unreminded) == [young]


def test_reminds_nobody_at_night() -> None:
    periodic = app.periodic_registry.periodic_tasks.values()
    crons = {task.task.name: task.cron for task in periodic}
    assert crons["payments.remind_due"] == "20 1-9 * * *"  # in Sumedang 08.20 to 16.20
