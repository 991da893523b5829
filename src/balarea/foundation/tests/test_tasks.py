"""The room's job: what is old is forgotten in batches, what is young is kept."""

import datetime as dt

import pytest
from procrastinate.contrib.django import app

from balarea.foundation import idempotency, models, rate_limits, tasks

HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "BATCH", 1)
    monkeypatch.setattr(rate_limits, "BATCH", 1)


def test_forgets_the_keys_of_requests_after_thirty_days(at: dt.datetime) -> None:
    for days in (29, 31, 32):
        idempotency.once(
            scope="test",
            key=str(days),
            body=b"",
            at=at - dt.timedelta(days=days),
            answer="done",
            do=lambda: None,
        )
    tasks.forget(0)
    [left] = models.IdempotencyKey.objects.all()
    assert left.created_at == at - dt.timedelta(days=29)


def test_forgets_counts_of_tries_after_two_days(at: dt.datetime) -> None:
    for hours in (1, 49, 50):
        began = at - dt.timedelta(hours=hours)
        rate_limits.take(str(hours), b"x" * 32, 5, HOUR, began)
    tasks.forget(0)
    assert [row.scope for row in models.RateCounter.objects.all()] == ["1"]


def test_does_so_every_hour() -> None:
    found = app.periodic_registry.periodic_tasks.values()
    crons = {task.task.name: task.cron for task in found}
    assert crons["foundation.forget"] == "29 * * * *"
