"""A message that was made to point at somebody else, by SQL, isn't sent."""

import datetime as dt
import importlib
import logging
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import models, tasks
from balarea.notices.rules import State
from balarea.notices.tests.conftest import NAME, Post, Relay
from balarea.transparency import operations as transparency

pytestmark = pytest.mark.django_db

HIDDEN = {"reference": "7K3M9QXAC", "secret": "ACDEFGHJKM", "name": NAME}


@operation
def redirect(
    *, message: models.Message, column: str, to: UUID, by: Actor, at: dt.datetime
) -> None:
    models.Message.objects.filter(id=message.id).update(**{column: to})
    transparency.record(
        type="ANNOUNCED",
        subject=message.case,
        by=by,
        at=at,
        facts={"kind": message.kind},
    )


@pytest.mark.parametrize("column", ["recipient_id", "secrets_id"])
def test_nothing_goes_to_whom_it_was_not_written_for(
    post: Post,
    relay: Relay,
    at: dt.datetime,
    caplog: pytest.LogCaptureFixture,
    column: str,
) -> None:
    theirs = post(hidden=HIDDEN)
    mine = post(address="maling@contoh.id", hidden={"name": "x"})
    target = mine.recipient_id if column == "recipient_id" else mine.secrets_id
    assert target is not None
    redirect(message=theirs, column=column, to=target, by=SYSTEM, at=at)
    with caplog.at_level(logging.ERROR):
        tasks.send(message=str(theirs.id))
    theirs.refresh_from_db()
    assert (theirs.state, relay.letters) == (State.QUEUED, [])
    assert "do not belong together" in caplog.text


def test_what_was_posted_without_its_binding_is_not_sent(
    post: Post, relay: Relay, at: dt.datetime, caplog: pytest.LogCaptureFixture
) -> None:
    forged = post(hidden=HIDDEN)
    redirect(message=forged, column="bound", to=None, by=SYSTEM, at=at)  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        tasks.send(message=str(forged.id))
    assert relay.letters == []
    assert "do not belong together" in caplog.text


def test_what_was_queued_before_goes_out(
    post: Post, relay: Relay, at: dt.datetime
) -> None:
    message = post(hidden=HIDDEN)
    redirect(message=message, column="bound", to=None, by=SYSTEM, at=at)  # type: ignore[arg-type]
    with connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migration = "balarea.notices.migrations.0010_bound"
        importlib.import_module(migration).bind(apps, editor)
    tasks.send(message=str(message.id))
    assert len(relay.letters) == 1
