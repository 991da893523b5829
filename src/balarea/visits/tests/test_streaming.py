"""The listener against a real database: what is committed reaches the streams."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from psycopg.conninfo import make_conninfo

from balarea.foundation import clock
from balarea.visits import testing
from balarea.visits.operations import calling
from balarea.visits.streaming import database, messages
from balarea.visits.streaming.hub import Hub, Subscriber
from balarea.visits.streaming.messages import Topics

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = ("host", "port", "user", "password", "dbname")
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'balarea streams' AND datname = current_database()
"""


def url() -> str:
    given: dict[str, Any] = connection.get_connection_params()
    parts = {name: given[name] for name in PARTS if name in given}
    return make_conninfo(**parts)


def cut_listener() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CUT)
    connection.close()  # that of the thread in which this runs


class Calls:
    """A desk that calls visitors, one after the other."""

    def __init__(self, at: dt.datetime) -> None:
        self.site = testing.mall(at)
        self.queue = testing.queue(self.site)
        self.at = at
        self.clerks = [testing.clerk(self.site, f"A{n}", at) for n in (1, 2, 3)]
        for _ in self.clerks:
            testing.ticket(self.queue, at)

    def call(self) -> None:
        clerk = self.clerks.pop()
        calling.call_next(desk=clerk.desk.id, by=clerk.by, at=self.at)
        connection.close()  # that of the thread in which this runs


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_true():
            await asyncio.sleep(0.01)


def content(stream: Subscriber) -> str:
    return b"".join(stream.pending).decode()


def test_what_is_committed_reaches_the_streams_also_after_the_listener_was_cut() -> (
    None
):
    calls = Calls(clock.now())

    async def scenario() -> str:
        hub = Hub(asyncio.get_running_loop().time)
        topics = Topics(str(calls.site.id), "A", frozenset({str(calls.queue.id)}))
        stream = hub.subscribe(topics, {})
        following = asyncio.create_task(database.follow(url(), hub))
        await until(lambda: not hub.is_stale)
        await sync_to_async(calls.call)()
        await until(lambda: "A:1" in content(stream))
        await until(lambda: f"data: {calls.queue.id}" in content(stream))
        await sync_to_async(cut_listener)()
        await until(lambda: hub.is_stale)
        await sync_to_async(calls.call)()
        await until(lambda: "A:2" in content(stream))
        await until(lambda: content(stream).endswith(messages.RESYNC.decode()))
        # Later processes begin with what the table holds.
        later = Hub(asyncio.get_running_loop().time)
        again = later.subscribe(topics, {"A": 1})
        follower = asyncio.create_task(database.follow(url(), later))
        await until(lambda: "A:2" in content(again))
        assert "A:1" not in content(again)
        for task in (following, follower):
            task.cancel()
        await asyncio.gather(following, follower, return_exceptions=True)
        return content(stream)

    received = asyncio.run(scenario())
    assert received.count("event: announcement") == 2


def test_a_database_that_stands_still_makes_the_streams_stale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    monkeypatch.setattr(database, "PULSE", 0.05)
    calls = Calls(clock.now())

    async def scenario() -> None:
        hub = Hub(asyncio.get_running_loop().time)
        following = asyncio.create_task(database.follow(url(), hub))
        await until(lambda: not hub.is_stale)
        monkeypatch.setattr(
            database, "NEWER", "SELECT pg_sleep(20), %(after)s::text, %(most)s::int"
        )
        await until(lambda: hub.is_stale)
        monkeypatch.undo()
        await until(lambda: not hub.is_stale)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    asyncio.run(scenario())
    calls.call()
