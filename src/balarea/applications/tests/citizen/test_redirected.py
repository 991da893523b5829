"""With SQL alone, a case can be made to point at another one's: then nothing opens."""

import datetime as dt
import hashlib
import importlib
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from balarea.applications import models
from balarea.applications.operations import sealed_contents, steps
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, submit_example
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import operations as log
from balarea.vault import errors as vault_errors


def filed(browser: Browser) -> UUID:
    submit_example(browser, "DKC-006")
    return models.Application.objects.latest("id").id


@operation
def point(*, case: UUID, column: str, to: UUID, by: Actor, at: dt.datetime) -> None:
    models.Application.objects.filter(id=case).update(**{column: to})
    log.record(type="CHECKED", subject=case, by=by, at=at)


@pytest.mark.parametrize("column", ["answers_id", "tracking_id"])
def test_a_case_that_points_at_what_another_one_sealed_opens_nothing(
    sign_in: SignIn, column: str
) -> None:
    theirs = filed(sign_in())
    mine = filed(sign_in("081300009999"))
    to = getattr(models.Application.objects.get(id=theirs), column)
    point(case=mine, column=column, to=to, by=SYSTEM, at=clock.now())
    own = models.Application.objects.get(id=mine)
    look = (
        sealed_contents.open_own_answers
        if "answers" in column
        else sealed_contents.open_tracking_secret
    )
    with pytest.raises(vault_errors.Mismatch):
        look(application=own, by=SYSTEM, at=clock.now())


@operation
def as_of_old(*, case: UUID, old: bytes, by: Actor, at: dt.datetime) -> None:
    models.Application.objects.filter(id=case).update(tracking_hash=old)
    log.record(type="CHECKED", subject=case, by=by, at=at)


def test_receipts_of_before_go_on_working(sign_in: SignIn) -> None:
    case, at = filed(sign_in()), clock.now()
    own = models.Application.objects.get(id=case)
    secret = sealed_contents.open_tracking_secret(application=own, by=SYSTEM, at=at)
    old = hashlib.sha256(b"tracking|" + secret.encode()).digest()
    as_of_old(case=case, old=old, by=SYSTEM, at=at)
    own.refresh_from_db()
    assert not steps.is_tracking_secret(own, secret)
    name = "balarea.applications.migrations.0014_tracking_keyed"
    with connection.schema_editor() as editor:
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        importlib.import_module(name).key_hashes(apps, editor)
    own.refresh_from_db()
    assert steps.is_tracking_secret(own, secret)
