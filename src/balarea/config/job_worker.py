"""The job worker: one process with a pool of its own for each group of queues.

Codes are needed within seconds, signatures within hours, and a mail server may hang:
each pool has its own slots, so none delays another. When the database is lost all pools
wait for it, and continue once it answers and accepts writes (decision 54).
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

from balarea.config.jobs import retry_stalled
from balarea.documents.rules import QUEUE as DOCUMENTS
from balarea.notices.jobs import CODES, LETTERS
from balarea.notices.rules import Channel

log = logging.getLogger(__name__)

# Seconds. A worker without a heartbeat for so long has its jobs retried by others.
HEARTBEAT, STALLED = 5.0, 15.0
POLL_JOBS, POLL_STALLED = 1.0, 2.0
RECONNECT, LOG_AGAIN = 0.2, 60.0
CONNECT_TIMEOUT = 5.0  # for a connection of the pool, and to connect
SPARE_THREADS = 8  # for jobs that still end after their pool was restarted


type Ending = set[asyncio.Task[None]]


@dataclass(frozen=True)
class WorkerPool:
    name: str
    queues: tuple[str, ...]
    concurrency: int


def pools(app: App) -> list[WorkerPool]:
    """All queues, each in one pool; those without one of their own share the last."""
    # Codes by channel: a phone code must not wait for a mail server, or the reverse.
    codes = [CODES[channel] for channel in Channel]
    own = [
        *(WorkerPool(queue, (queue,), 2) for queue in codes),
        WorkerPool("letters", tuple(LETTERS[channel] for channel in Channel), 3),
        WorkerPool("documents", (DOCUMENTS,), 2),
    ]
    assigned = {queue for pool in own for queue in pool.queues}
    others = {task.queue for task in app.tasks.values()} - assigned
    return [*own, WorkerPool("rest", tuple(sorted(others)), 2)]


class Connector(PsycopgConnector):
    """Sets `lost` when its connection breaks; the library only ends the worker."""

    def __init__(self) -> None:
        super().__init__(
            kwargs={**connector_params(), "connect_timeout": int(CONNECT_TIMEOUT)},
            timeout=CONNECT_TIMEOUT,
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
    """Close dead connections around each job, as Django does around each request.

    Otherwise the first job of each thread after a restart of the database fails.
    """
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


async def work(app: App, stop: asyncio.Event) -> None:
    """Run jobs until `stop` is set."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_ignore_lost_connection)
    slots = sum(pool.concurrency for pool in pools(app))
    loop.set_default_executor(ThreadPoolExecutor(slots + SPARE_THREADS))
    ending: Ending = set()
    with contextlib.ExitStack() as connectors:
        while await _database_answers(stop):
            connector = Connector()
            connectors.enter_context(app.replace_connector(connector))
            try:
                await connector.open_async()
            except (exceptions.ConnectorException, psycopg.Error):
                await connector.close_async()  # lost again
                continue
            await _run_pools(app, connector, stop, ending)
        await asyncio.gather(*ending, return_exceptions=True)


def _ignore_lost_connection(
    loop: asyncio.AbstractEventLoop, context: dict[str, Any]
) -> None:
    """Don't log jobs that ended with their connection: they are retried."""
    if not isinstance(context.get("exception"), exceptions.ConnectorException):
        loop.default_exception_handler(context)


async def work_until_signal(app: App) -> None:
    """`work`, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work(app, stop)


async def _run_pools(
    app: App,
    connector: Connector,
    stop: asyncio.Event,
    ending: Ending,
) -> None:
    """Run all pools until one of them ends; running jobs end by themselves.

    Their end is not awaited: a mail that hangs would delay the restart of the others.
    """
    running = [
        asyncio.create_task(
            app.run_worker_async(
                queues=list(pool.queues),
                concurrency=pool.concurrency,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
                install_signal_handlers=False,
                # A job that is staged before the pool listens is found by polling.
                fetch_job_polling_interval=POLL_JOBS,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                task_middleware=[with_living_connection],
            )
        )
        for pool in pools(app)
    ]
    retrying = asyncio.create_task(_retry_lost_jobs())
    try:
        await utils.wait_any(stop.wait(), connector.lost.wait(), *map(_end, running))
    finally:
        retrying.cancel()
        for worker in running:
            worker.cancel()
        _hold_reference(asyncio.create_task(_close(connector, running)), ending)


async def _end(task: asyncio.Task[None]) -> None:
    """Wait for the end of a task without cancelling it."""
    await asyncio.wait([task])


async def _close(connector: Connector, running: list[asyncio.Task[None]]) -> None:
    """Close the connector once its workers have ended."""
    # The worker itself has logged its exception.
    await asyncio.gather(*running, return_exceptions=True)
    await connector.close_async()


def _hold_reference(task: asyncio.Task[None], ending: Ending) -> None:
    """Keep a reference until its end: the loop has only a weak one."""
    ending.add(task)
    task.add_done_callback(ending.discard)


async def _retry_lost_jobs() -> None:
    """Retry jobs of killed workers within seconds, because codes are urgent."""
    while True:
        with contextlib.suppress(exceptions.ConnectorException, psycopg.Error):
            await retry_stalled(STALLED)
        await asyncio.sleep(POLL_STALLED)


async def _database_answers(stop: asyncio.Event) -> bool:
    """Wait until the database accepts writes; False when `stop` is set first."""
    logged_at = began = time.monotonic()
    is_logged = False
    while not stop.is_set():
        if await _may_write():
            if is_logged:
                log.warning("The database is back; jobs go on")
            return True
        now = time.monotonic()
        if not is_logged or now - logged_at >= LOG_AGAIN:
            log.warning("The database doesn't take jobs on; waiting for it")
            is_logged, logged_at = True, now
        # Often in the beginning, then once a second.
        pause = RECONNECT if now - began < LOG_AGAIN else 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    return False


async def _may_write() -> bool:
    params = connector_params() | {
        "connect_timeout": int(CONNECT_TIMEOUT),
        "autocommit": True,
    }
    try:
        async with await psycopg.AsyncConnection.connect(**params) as connection:
            cursor = await connection.execute("SHOW transaction_read_only")
            return await cursor.fetchone() == ("off",)
    except (psycopg.Error, OSError):
        return False
