"""The job that deletes expired rows in batches and leaves the others."""

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


def test_deletes_the_keys_of_requests_after_thirty_days(at: dt.datetime) -> None:
    for days in (29, 31, 32):
        idempotency.once(
            namespace="test",
            key=str(days),
            body=b"",
            at=at - dt.timedelta(days=days),
            answer="done",
            do=lambda: None,
        )
    tasks.delete_expired(0)
    [left] = models.IdempotencyKey.objects.all()
    assert left.created_at == at - dt.timedelta(days=29)


def test_deletes_counts_of_tries_after_two_days(at: dt.datetime) -> None:
    for hours in (1, 49, 50):
        began = at - dt.timedelta(hours=hours)
        rate_limits.hit(str(hours), b"x" * 32, 5, HOUR, began)
    tasks.delete_expired(0)
    assert [row.scope for row in models.RateCounter.objects.all()] == ["1"]


def test_runs_every_hour() -> None:
    periodic = app.periodic_registry.periodic_tasks.values()
    crons = {task.task.name: task.cron for task in periodic}
    assert crons["foundation.forget"] == "29 * * * *"
