"""The job worker: a lane of its own for whatever must not wait for something else.

A code is waited for at a screen, a signature for hours at most, and a mail server may
hang: each lane has its own slots, so none of them holds up another. When the database
goes away all lanes wait for it together, and go on the moment it answers and may be
written to again (decision 54).
"""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import close_old_connections
from procrastinate import App, exceptions, utils
from procrastinate.connector import Notify
from procrastinate.contrib.django.utils import connector_params
from procrastinate.jobs import DeleteJobCondition
from procrastinate.psycopg_connector import PsycopgConnector

from balarea.config.jobs import take_up_lost
from balarea.documents.rules import QUEUE as PAPERS
from balarea.notices.jobs import CODES, LETTERS
from balarea.notices.rules import Channel

log = logging.getLogger(__name__)

# Seconds. Whoever doesn't write for so long has lost its jobs to others.
HEARTBEAT, STALLED = 5.0, 15.0
LOOK_FOR_JOBS, LOOK_FOR_LOST = 1.0, 2.0
ASK_AGAIN, SAY_AGAIN = 0.2, 60.0
PATIENCE = 5.0  # for a connection of the pool, and to connect
SPARE_THREADS = 8  # for jobs that still end in a lane that was begun anew


type Leaving = set[asyncio.Task[None]]


@dataclass(frozen=True)
class Lane:
    name: str
    queues: tuple[str, ...]
    at_once: int


def lanes(app: App) -> list[Lane]:
    """All queues, each in one lane; what has no lane of its own shares the last one."""
    # Codes by channel: a phone code must not wait for a mail server, or the reverse.
    codes = [CODES[channel] for channel in Channel]
    own = [
        *(Lane(queue, (queue,), 2) for queue in codes),
        Lane("letters", tuple(LETTERS[channel] for channel in Channel), 3),
        Lane("papers", (PAPERS,), 2),
    ]
    taken = {queue for lane in own for queue in lane.queues}
    others = {task.queue for task in app.tasks.values()} - taken
    return [*own, Lane("rest", tuple(sorted(others)), 2)]


class Connector(PsycopgConnector):
    """Tells when its database went away, which the library answers by ending itself."""

    def __init__(self) -> None:
        super().__init__(
            kwargs={**connector_params(), "connect_timeout": int(PATIENCE)},
            timeout=PATIENCE,
            min_size=1,
            max_size=8,
        )
        self.lost = asyncio.Event()

    async def listen_notify(
        self, on_notification: Notify, channels: Iterable[str]
    ) -> None:
        try:
            await super().listen_notify(on_notification, channels)
        except (exceptions.ConnectorException, psycopg.Error, OSError):
            self.lost.set()
            raise


def with_living_connection(
    call_next: Callable[[], Any], _context: object, _worker: object
) -> Any:
    """Django looks after its connections at requests; here a job is one.

    Otherwise the first job of each thread after a restart of the database fails.
    """
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


async def work(app: App, stop: asyncio.Event) -> None:
    """Do the jobs, until asked to stop."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_told_already)
    slots = sum(lane.at_once for lane in lanes(app))
    loop.set_default_executor(ThreadPoolExecutor(slots + SPARE_THREADS))
    leaving: Leaving = set()
    with contextlib.ExitStack() as connectors:
        while await _database_answers(stop):
            connector = Connector()
            connectors.enter_context(app.replace_connector(connector))
            try:
                await connector.open_async()
            except (exceptions.ConnectorException, psycopg.Error):
                await connector.close_async()  # it went away once more
                continue
            await _round(app, connector, stop, leaving)
        await asyncio.gather(*leaving, return_exceptions=True)


def _told_already(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Leave out jobs that ended without their database: they are taken up again."""
    if not isinstance(context.get("exception"), exceptions.ConnectorException):
        loop.default_exception_handler(context)


async def work_until_signal(app: App) -> None:
    """`work`, as a program of its own."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work(app, stop)


async def _round(
    app: App,
    connector: Connector,
    stop: asyncio.Event,
    leaving: Leaving,
) -> None:
    """Work in all lanes until one of them ends; what is under way ends by itself.

    Its end is not waited for: a mail that hangs would hold up the others' new start.
    """
    running = [
        asyncio.create_task(
            app.run_worker_async(
                queues=list(lane.queues),
                concurrency=lane.at_once,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
                # A job that comes before the lane listens is met by looking.
                fetch_job_polling_interval=LOOK_FOR_JOBS,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                task_middleware=[with_living_connection],
            )
        )
        for lane in lanes(app)
    ]
    looking = asyncio.create_task(_look_for_lost())
    try:
        await utils.wait_any(stop.wait(), connector.lost.wait(), *map(_end, running))
    finally:
        looking.cancel()
        for worker in running:
            worker.cancel()
        _keep(asyncio.create_task(_close(connector, running)), leaving)


async def _end(task: asyncio.Task[None]) -> None:
    """The end of a task, without ending it where nobody waits any more."""
    await asyncio.wait([task])


async def _close(connector: Connector, running: list[asyncio.Task[None]]) -> None:
    """Let workers end, and then what they still write through."""
    # The worker itself has logged what broke.
    await asyncio.gather(*running, return_exceptions=True)
    await connector.close_async()


def _keep(task: asyncio.Task[None], leaving: Leaving) -> None:
    """Hold a task until its end: the loop itself would forget it."""
    leaving.add(task)
    task.add_done_callback(leaving.discard)


async def _look_for_lost() -> None:
    """Take up jobs of killed workers in seconds: somebody may wait for a code."""
    while True:
        with contextlib.suppress(exceptions.ConnectorException, psycopg.Error):
            await take_up_lost(STALLED)
        await asyncio.sleep(LOOK_FOR_LOST)


async def _database_answers(stop: asyncio.Event) -> bool:
    """Wait until the database may be written to; False when asked to stop."""
    said_at = began = time.monotonic()
    is_said = False
    while not stop.is_set():
        if await _may_write():
            if is_said:
                log.warning("The database is back; jobs go on")
            return True
        now = time.monotonic()
        if not is_said or now - said_at >= SAY_AGAIN:
            log.warning("The database doesn't take jobs on; waiting for it")
            is_said, said_at = True, now
        # Patiently in the long run, at once in the beginning.
        pause = ASK_AGAIN if now - began < SAY_AGAIN else 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    return False


async def _may_write() -> bool:
    params = connector_params() | {"connect_timeout": int(PATIENCE), "autocommit": True}
    try:
        async with await psycopg.AsyncConnection.connect(**params) as connection:
            cursor = await connection.execute("SHOW transaction_read_only")
            return await cursor.fetchone() == ("off",)
    except (psycopg.Error, OSError):
        return False
