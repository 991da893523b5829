"""The job that deletes expired codes and sessions."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from balarea.people import addresses, models, operations, queries, tasks
from balarea.people.operations import expiry
from balarea.people.tests.conftest import open_code
from balarea.vault import errors

pytestmark = pytest.mark.django_db


def code(number: int, sent_at: dt.datetime) -> models.ContactCode:
    return operations.codes.request_code(
        address=addresses.parse(f"0812-0000-{number:04}"),
        purpose="SIGN_IN",
        network="192.0.2.1",
        language="id",
        by=queries.anonymous_actor(),
        at=sent_at,
    )


def test_forgets_codes_with_their_addresses_batch_after_batch(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "BATCH", 1)
    young = code(1, at - dt.timedelta(hours=23))
    old = [code(n, at - dt.timedelta(hours=24 + n)) for n in (2, 3)]
    tasks.forget(0)
    assert models.ContactCode.objects.get() == young
    open_code(young, at)
    for row in old:
        with pytest.raises(errors.Erased):
            open_code(row, at)


def test_forgets_sessions_that_are_over(at: dt.datetime) -> None:
    for key, hours in (("over", -1), ("young", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=at + dt.timedelta(hours=hours)
        )
    tasks.forget(0)
    assert Session.objects.get().session_key == "young"


def test_does_so_every_hour() -> None:
    tasks = app.periodic_registry.periodic_tasks.values()
    crons = {task.task.name: task.cron for task in tasks}
    assert crons["people.forget"] == "41 * * * *"
