"""Marks are history since applications.0005: nothing of it is lost by going back.

Only the step that refuses is undone; those after it are forgotten, which takes a second
instead of half a minute. `script/soak journeys` undoes them all.
"""

from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
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
    if sampling.is_everything():
        migrate("0014_tracking_keyed")
        # It refuses where there are applications; what it changed matters to no mark.
        migrate("0013_check_promised", fake=True)
    else:
        forget_after("0005_marks_are_history")
    migrate("0004_kept")


def migrate(to: str, *, fake: bool = False) -> None:
    MigrationExecutor(connection).migrate([("applications", to)], fake=fake)


def forget_after(name: str) -> None:
    """What came after a migration counts as not applied, without being undone."""
    recorder = MigrationRecorder(connection)
    plan = MigrationExecutor(connection).migration_plan([("applications", name)])
    for migration, _ in plan:
        recorder.record_unapplied(migration.app_label, migration.name)


def test_refuses_to_go_back_where_receipts_would_be_known_no_more(file: File) -> None:
    file("DKC-006")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    if not sampling.is_everything():
        forget_after("0014_tracking_keyed")
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


def test_refuses_to_go_back_where_marks_would_be_lost(
    file: File, appoint: Appoint
) -> None:
    mark(file, appoint, False, True)
    with pytest.raises(CommandError, match=r"would be lost \(1\)"):
        go_back()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applications_requirementcheck")
        assert cursor.fetchone() == (2,)


def test_goes_back_where_each_requirement_has_one_mark(
    file: File, appoint: Appoint
) -> None:
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
