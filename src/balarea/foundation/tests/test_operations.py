"""Operations, idempotency keys and rate limits."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from tests.children import STANDSTILL

from balarea.foundation import errors, idempotency, ids, rate_limits
from balarea.foundation.models import IdempotencyKey, RateCounter
from balarea.foundation.operation import SYSTEM, Actor, current, operation


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('balarea.operation', true),'')")
        return str(cursor.fetchone()[0])


@operation
def write(*, key: str, by: Actor, at: dt.datetime) -> str:
    IdempotencyKey.objects.create(
        scope="t", key=key, body_hash=b"", answer="", created_at=at
    )
    return f"{current()} {setting()}"


@operation
def write_two(*, fails: bool, by: Actor, at: dt.datetime) -> str:
    inner = write(key="inner", by=by, at=at)
    if fails:
        raise errors.NotPermitted
    return inner


@pytest.mark.django_db
def test_the_outermost_operation_names_the_transaction(at: dt.datetime) -> None:
    alone = write(key="alone", by=SYSTEM, at=at)
    nested = write_two(fails=False, by=SYSTEM, at=at)
    assert alone == "foundation.write foundation.write"
    assert nested == "foundation.write_two foundation.write_two"
    assert (current(), setting()) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_a_failed_operation_leaves_nothing_of_its_parts(at: dt.datetime) -> None:
    with pytest.raises(errors.NotPermitted):
        write_two(fails=True, by=SYSTEM, at=at)
    assert not IdempotencyKey.objects.exists()
    assert (current(), setting()) == ("", "")


def test_an_operation_names_its_actor_and_its_time() -> None:
    def nameless(*, at: dt.datetime) -> None: ...

    def by_place(by: Actor, at: dt.datetime) -> None: ...

    for function in (nameless, by_place):
        with pytest.raises(TypeError, match="by= and at="):
            operation(function)


def nothing() -> None: ...


def once(
    key: str,
    body: bytes,
    at: dt.datetime,
    answer: str = "one",
    do: Callable[[], object] = nothing,
) -> tuple[str, bool]:
    @operation
    def run(*, by: Actor, at: dt.datetime) -> tuple[str, bool]:
        return idempotency.once(
            namespace="t", key=key, body=body, answer=answer, at=at, do=do
        )

    return run(by=SYSTEM, at=at)


@pytest.mark.django_db
def test_the_same_key_and_body_give_the_same_answer(at: dt.datetime) -> None:
    done = list[str]()
    assert once("k", b"a", at, "one", lambda: done.append("1")) == ("one", True)
    assert once("k", b"a", at, "two", lambda: done.append("2")) == ("one", False)
    assert once("other", b"a", at, "two", lambda: done.append("3")) == ("two", True)
    assert done == ["1", "3"]


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused(at: dt.datetime) -> None:
    once("k", b"a", at)
    with pytest.raises(errors.KeyReused):
        once("k", b"b", at)


@pytest.mark.django_db
@pytest.mark.parametrize("length", [79, 80, 81, 500, 100_000])
def test_keys_with_the_same_beginning_are_different(
    at: dt.datetime, length: int
) -> None:
    first, second = "k" * length + "1", "k" * length + "2"
    assert once(first, b"a", at, "one") == ("one", True)
    assert once(second, b"a", at, "two") == ("two", True)
    assert once(first, b"a", at) == ("one", False)
    assert once("k" * length, b"a", at, "three") == ("three", True)


@pytest.mark.django_db(transaction=True)
def test_a_key_is_free_again_after_a_failure(at: dt.datetime) -> None:
    def fail() -> str:
        raise errors.NotPermitted

    with pytest.raises(errors.NotPermitted):
        once("k", b"a", at, do=fail)
    assert once("k", b"a", at) == ("one", True)


def together(number: int, do: Callable[[], object]) -> list[object]:
    """The results of `do` in several threads that start at once."""
    start, results = threading.Barrier(number), list[object]()

    def run() -> None:
        try:
            start.wait(STANDSTILL)
            results.append(do())
        except errors.Refusal as refusal:
            results.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(STANDSTILL)
    return results


@pytest.mark.django_db(transaction=True)
def test_runs_once_for_requests_at_the_same_time(at: dt.datetime) -> None:
    results = together(6, lambda: once("k", b"a", at, str(ids.uuid7())))
    assert len(results) == 6
    assert len({answer for answer, _ in results}) == 1  # type: ignore[misc, has-type]
    assert sum(ran for _, ran in results) == 1  # type: ignore[misc, has-type]
    assert IdempotencyKey.objects.count() == 1


HOUR = dt.timedelta(hours=1)


@pytest.mark.django_db
def test_a_limit_holds_for_its_window_and_its_key(at: dt.datetime) -> None:
    for minute in range(3):
        rate_limits.hit("t", b"k", 3, HOUR, at + dt.timedelta(minutes=minute))
    with pytest.raises(errors.TooMany) as refused:
        rate_limits.hit("t", b"k", 3, HOUR, at + dt.timedelta(minutes=50))
    assert refused.value.params == {"minutes": 10}
    rate_limits.hit("t", b"other", 3, HOUR, at)
    rate_limits.hit("other", b"k", 3, HOUR, at)
    rate_limits.hit("t", b"k", 3, HOUR, at + HOUR)


@pytest.mark.django_db
def test_clearing_starts_the_count_anew(at: dt.datetime) -> None:
    rate_limits.hit("t", b"k", 1, HOUR, at)
    rate_limits.clear("t", b"k")
    rate_limits.hit("t", b"k", 1, HOUR, at)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_time_stay_within_the_limit(at: dt.datetime) -> None:
    results = together(8, lambda: rate_limits.hit("t", b"k", 3, HOUR, at))
    assert sorted(results, key=str) == [1, 2, 3] + ["TOO_MANY"] * 5
    assert RateCounter.objects.count() == 1
