"""The counter of numbers moves with the logged document that bears the number."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection

from balarea.documents import models, testing
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import operations as transparency

pytestmark = pytest.mark.django_db(transaction=True)

SILENT = [
    "UPDATE documents_counter SET last = 0",
    "UPDATE documents_counter SET last = last + 1",
    "UPDATE documents_counter SET year = year - 1",
    "DELETE FROM documents_counter",
    "INSERT INTO documents_counter (service, year, last) VALUES ('DKC-001', 2031, 7)",
]


@operation
def run(
    *, sql: str, document: models.IssuedDocument | None, by: Actor, at: dt.datetime
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 1
    if document is not None:
        transparency.record(
            type="DOCUMENT_PREPARED", subject=document.case, by=by, at=at
        )


def counters() -> list[tuple[object, ...]]:
    return list(models.Counter.objects.values_list("service", "year", "last"))


@pytest.mark.parametrize("is_logged", [False, True])
@pytest.mark.parametrize("sql", SILENT)
def test_no_number_without_the_document_that_bears_it(
    at: dt.datetime, sql: str, is_logged: bool
) -> None:
    document = testing.prepared(at=at)
    before = counters()
    with pytest.raises(DatabaseError, match="no log, no commit"):
        run(sql=sql, document=document if is_logged else None, by=SYSTEM, at=at)
    assert counters() == before


def test_numbers_follow_each_other(at: dt.datetime) -> None:
    given = [testing.prepared(at=at).sequence for _ in range(3)]
    assert given == [1, 2, 3]
