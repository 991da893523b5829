"""A compiled query runs the statement that Django would run, with any values."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from balarea.foundation.compiled import NotCompilable, compiled
from balarea.foundation.models import IdempotencyKey


@compiled
def keys(scope: str, since: dt.datetime) -> QuerySet[IdempotencyKey]:
    rows = IdempotencyKey.objects.filter(scope=scope, created_at__gte=since)
    return rows.exclude(answer="no").order_by("key")


@compiled
def among(scope: str, names: frozenset[str]) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.filter(scope=scope, key__in=names).order_by("key")


def key(scope: str, name: str, at: dt.datetime, answer: str = "") -> IdempotencyKey:
    return IdempotencyKey.objects.create(
        scope=scope, key=name, body_hash=b"", answer=answer, created_at=at
    )


@pytest.mark.django_db
def test_finds_what_the_queryset_would_with_other_values(at: dt.datetime) -> None:
    hour = dt.timedelta(hours=1)
    first, second = key("a", "1", at), key("a", "2", at - hour)
    other = key("b'; --", "1", at)
    key("a", "3", at, answer="no")

    assert keys("a", at) == [first]
    assert keys("a", at - hour) == [first, second]
    assert keys("b'; --", at) == [other]
    assert keys("nobody", at) == []


@pytest.mark.django_db
def test_sends_the_same_statement_as_the_queryset(at: dt.datetime) -> None:
    keys("warm", at)
    with CaptureQueriesContext(connection) as captured:
        keys("a", at)
        rows = IdempotencyKey.objects.filter(scope="a", created_at__gte=at)
        list(rows.exclude(answer="no").order_by("key"))
    ours, django = captured.captured_queries
    assert ours["sql"] == django["sql"]


@pytest.mark.django_db
def test_sets_may_be_of_any_size(at: dt.datetime) -> None:
    rows = [key("a", name, at) for name in "123"]
    for size in (0, 3, 1, 2):
        assert among("a", frozenset("123"[:size])) == rows[:size]


@pytest.mark.django_db
def test_a_value_that_django_changes_or_hides_is_refused(at: dt.datetime) -> None:
    @compiled
    def like(scope: str) -> QuerySet[IdempotencyKey]:
        return IdempotencyKey.objects.filter(scope__contains=scope)

    @compiled
    def unasked(scope: str) -> QuerySet[IdempotencyKey]:
        return IdempotencyKey.objects.filter(key="k")

    for query in (like, unasked):
        with pytest.raises(NotCompilable, match="not every value"):
            query("x")


@pytest.mark.django_db
def test_none_is_refused_since_it_is_another_query(at: dt.datetime) -> None:
    with pytest.raises(NotCompilable, match="None"):
        keys(None, at)  # type: ignore[arg-type] # refused
