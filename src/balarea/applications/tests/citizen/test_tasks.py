"""Jobs: drafts that expired are erased, the others stay.

What is done with what nobody mends is walked through in `demo/tests`.
"""

import datetime as dt
import functools
from collections.abc import Iterable

import pytest
from procrastinate.contrib.django import app

from balarea.applications import models, tasks
from balarea.applications.operations import discarding, drafting
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people import addresses
from balarea.people import operations as people
from balarea.vault import errors
from balarea.vault import operations as vault


def crons() -> dict[str, str]:
    """When each periodic job runs."""
    periodic = app.periodic_registry.periodic_tasks.values()
    return {task.task.name: task.cron for task in periodic}


def test_erases_what_waited_for_thirty_days_batch_after_batch(
    services: Iterable[object],
    citizen: Actor,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contact = people.find_or_create_contact(
        address=addresses.parse("0812-1111-2222"), by=SYSTEM, at=at
    )
    begun = {
        days: drafting.begin(
            service="DKC-006",
            contact=contact.id,
            language="id",
            key=str(ids.uuid7()),
            by=citizen,
            at=at - dt.timedelta(days=days),
        )
        for days in (0, 29, 30, 31, 90)
    }
    answers = models.Draft.objects.get(id=begun[31]).answers
    one_by_one = functools.partial(discarding.expire, limit=1)
    monkeypatch.setattr(discarding, "expire", one_by_one)
    tasks.expire_drafts(0)
    ids_left = set(models.Draft.objects.values_list("id", flat=True))
    assert ids_left == {begun[0], begun[29]}
    with pytest.raises(errors.Erased):
        vault.open(
            sealed=answers,
            case=begun[31],
            name="answers",
            by=citizen,
            purpose="OWN_DATA",
            at=at,
        )


def test_does_so_every_hour() -> None:
    assert crons()["applications.expire_drafts"] == "17 * * * *"


def test_looks_every_hour_for_what_nobody_mended() -> None:
    assert crons()["applications.take_up_unanswered"] == "5 * * * *"


def test_reminds_each_morning_hour() -> None:
    assert crons()["applications.remind"] == "10 1-9 * * *"
