"""An open mall in which applications are played to where a test wants them."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker
from tests import snapshots

from balarea.applications import models
from balarea.applications.rules import State
from balarea.demo import loading, stage
from balarea.foundation import clock
from balarea.people.rules import Action


@pytest.fixture(scope="module")
def open_mall(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, keys_and_files: Path
) -> Iterator[list[stage.Applicant]]:
    """Published services, officers and applicants, set up once for the module."""
    call_command("make_signer", verbosity=0)
    call_command("make_payment_keys", verbosity=0)

    def opened() -> list[stage.Applicant]:
        call_command("publish_services", verbosity=0, stdout=io.StringIO())
        begun = clock.now() - dt.timedelta(days=60)
        loading._appoint_officers(begun)
        return loading._know_applicants(begun)

    with django_db_blocker.unblock(), transaction.atomic():
        yield snapshots.arrange("open mall", opened, is_first=True)
        transaction.set_rollback(True)


@pytest.fixture
def mall(open_mall: list[stage.Applicant]) -> Iterator[list[stage.Applicant]]:
    """The open mall; what a test does in it is undone, after the log was asked for."""
    with transaction.atomic():
        snapshots.resume("open mall")
        yield open_mall
        connection.check_constraints()
        transaction.set_rollback(True)


type Play = Callable[[str, State], models.Application]


@pytest.fixture
def play(mall: list[stage.Applicant], at: dt.datetime) -> Play:
    """Play an application of a service to a state."""

    def to(service: str, state: State) -> models.Application:
        case = snapshots.arrange(
            ("play", service, state), lambda: played(service, state)
        )
        return models.Application.objects.get(id=case)

    def played(service: str, state: State) -> UUID:
        times = stage.Clock(at - dt.timedelta(days=50), at)
        case = stage.draft(service, mall[0], times)
        stage.submit(case, mall[0], times)
        stage.play(case, state, mall[0], times)
        return case

    return to


def officer(
    action: Action, application: models.Application, other_than: UUID | None = None
) -> dict[str, Any]:
    scope, by = stage.desk(action, application.service, application.agency, other_than)
    return {"scope": scope, "by": by}
