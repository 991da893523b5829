"""With SQL alone, a case can be made to point at another one's: then nothing opens."""

import datetime as dt
from uuid import UUID

import pytest

from balarea.applications import models
from balarea.applications.operations import following
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn, fill, online, submit
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import operations as log
from balarea.vault import errors as vault_errors


def filed(browser: Browser) -> UUID:
    definition = online()["DKC-006"]
    good = next(t for t in definition.tests if not t.expect.problems)
    submit(browser, fill(browser, definition, good))
    return models.Application.objects.latest("id").id


@operation
def point(*, case: UUID, column: str, to: UUID, by: Actor, at: dt.datetime) -> None:
    models.Application.objects.filter(id=case).update(**{column: to})
    log.record(type="ANNOUNCED", subject=case, by=by, at=at)


@pytest.mark.parametrize("column", ["answers_id", "tracking_id"])
def test_a_case_that_points_at_what_another_one_sealed_opens_nothing(
    sign_in: SignIn, column: str
) -> None:
    theirs = filed(sign_in())
    mine = filed(sign_in("081300009999"))
    to = getattr(models.Application.objects.get(id=theirs), column)
    point(case=mine, column=column, to=to, by=SYSTEM, at=clock.now())
    own = models.Application.objects.get(id=mine)
    look = following.answers_of if "answers" in column else following.tracking_secret
    with pytest.raises(vault_errors.Mismatch):
        look(application=own, by=SYSTEM, at=clock.now())
