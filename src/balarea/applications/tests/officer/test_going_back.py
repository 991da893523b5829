"""Marks are history since applications.0005: nothing of it is lost by going back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests import sampling

from balarea.applications import models
from balarea.applications.operations import verifying
from balarea.applications.tests.officer.conftest import Appoint, File
from balarea.foundation import clock
from balarea.people import queries as people
from balarea.people.rules import Action

# Tables change within the test's own transaction, and are back at its end.
pytestmark = pytest.mark.django_db


def go_back() -> None:
    """To the time when a requirement had one mark."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    migrate("0014_tracking_keyed")
    # It refuses where there are applications; what it changed matters to no mark.
    migrate("0013_check_promised", fake=True)
    migrate("0004_kept")


def migrate(to: str, *, fake: bool = False) -> None:
    MigrationExecutor(connection).migrate([("applications", to)], fake=fake)


def refuses_where_receipts_would_be_known_no_more(file: File, _: Appoint) -> None:
    file("DKC-006")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(CommandError, match="1 receipts would be known no more"):
        migrate("0013_check_promised")


def mark(file: File, appoint: Appoint, *marks: bool) -> None:
    """Mark the first requirement of a case, again and again."""
    case, officer = file("DKC-006").id, appoint(["DKC"], actions=Action)
    scope = people.scope_of(officer.account)
    assert scope is not None
    by, at = people.officer_actor(officer), clock.now()
    arguments: dict[str, Any] = {"case": case, "scope": scope, "by": by, "at": at}
    verifying.open_case(**arguments)
    for is_met in marks:
        verifying.save_marks(marks={"R3": is_met}, **arguments)
    assert models.RequirementCheck.objects.count() == len(marks)


def refuses_where_marks_would_be_lost(file: File, appoint: Appoint) -> None:
    mark(file, appoint, False, True)
    with pytest.raises(CommandError, match=r"would be lost \(1\)"):
        go_back()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applications_requirementcheck")
        assert cursor.fetchone() == (2,)


def goes_back_where_each_requirement_has_one_mark(file: File, appoint: Appoint) -> None:
    mark(file, appoint, True)
    go_back()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applications_requirementcheck")
        assert cursor.fetchone() == (1,)
        cursor.execute(
            "SELECT count(*) FROM pg_constraint"
            " WHERE conname = 'applications_one_check_a_requirement'"
        )
        assert cursor.fetchone() == (1,)


WAYS = (
    refuses_where_receipts_would_be_known_no_more,
    refuses_where_marks_would_be_lost,
    goes_back_where_each_requirement_has_one_mark,
)


@pytest.mark.parametrize("way", sampling.one_of("going back", WAYS))
def test_going_back_loses_nothing(
    way: Callable[[File, Appoint], None], file: File, appoint: Appoint
) -> None:
    """One a run: each undoes half a hundred migrations."""
    way(file, appoint)
