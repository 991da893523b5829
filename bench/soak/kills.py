"""Kill every process of a mall while citizens file, and measure the consequences.

Supervisor, postmaster with busy connections, backends, web server and its workers, the
job worker; and a mail relay that hangs. Seeded, and bounded in time. What counts: no
acknowledged filing lost, none there twice, each message once, and how long until the
mall serves again. The last line is JSON.

    script/soak kills [--minutes 6] [--seed 1] [--drafts 400]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

import psutil
import psycopg
from bench.soak.mall import Mall, free_port
from bench.soak.relay import Relay

if TYPE_CHECKING:
    from bench import players

FILERS = 4
BUSY = 16
BUSY_QUERY = "SELECT count(*) FROM generate_series(1, 1000000000)"
HANGS = 30.0  # seconds
LONGEST = 120.0  # seconds until it serves again; more is "never"


@dataclass
class Filed:
    """What the clients of the soak observed."""

    todo: list[players.Draft]
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tries: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drafts", type=int, default=400)
    options = parser.parse_args()
    relay = Relay()
    more = {
        "BALAREA_NOTICE_PROVIDERS": "PHONE=demo,EMAIL=smtp",
        "BALAREA_SMTP_HOST": "127.0.0.1",
        "BALAREA_SMTP_PORT": str(relay.port),
        "BALAREA_DEMO": "1",
        "BALAREA_VISITORS": "0",  # they would share the two cores with the filers
    }
    own = Path(os.environ["BALAREA_DATA"]) / "kills"
    mall = Mall(own, free_port(), more)
    try:
        print(f"Open after {mall.open():.1f} s.", flush=True)
        figures = soak(mall, relay, options)
    finally:
        mall.stop()
    print(json.dumps({"soak": "kills", "seed": options.seed} | figures))
    if figures["lost"] or figures["double"] or figures["never_back"]:
        sys.exit(1)


def soak(mall: Mall, relay: Relay, options: argparse.Namespace) -> dict[str, object]:
    os.environ.update(
        mall.environment(), DJANGO_SETTINGS_MODULE="balarea.config.settings"
    )
    from bench import players

    begun = time.monotonic()
    players.remember_intake()
    kinds: tuple[Literal["PHONE"], Literal["EMAIL"]] = ("PHONE", "EMAIL")
    drafts = [
        players.draft("DKC-006", n, kind=kinds[n % 2]) for n in range(options.drafts)
    ]
    print(f"{len(drafts)} drafts in {time.monotonic() - begun:.0f} s.", flush=True)
    filed = Filed(list(drafts))
    pause = options.minutes * 60 * FILERS / len(drafts)
    filers = [
        threading.Thread(target=file_on, args=[mall, filed, pause * 0.7])
        for _ in range(FILERS)
    ]
    for filer in filers:
        filer.start()
    back = kill_on(mall, filed, random.Random(options.seed), options.minutes * 60)
    hung = hang(mall, relay, filed)
    filed.is_over.set()
    for filer in filers:
        filer.join()
    return count(mall, relay, filed, back) | hung


def file_on(mall: Mall, filed: Filed, pause: float) -> None:
    """File one draft after the other; again when no response came."""
    from bench import players

    while True:
        with filed.lock:
            if filed.is_over.is_set() or not filed.todo:
                return
            draft = filed.todo.pop()
        form = {
            "csrfmiddlewaretoken": players.CSRF,
            "idempotency_key": draft.case.hex,
            "seen_as": draft.seen_as,
        }
        path, headers = f"/permohonan/{draft.case}/periksa/", {"Cookie": draft.cookies}
        while True:
            filed.tries += 1
            status, place, _ = mall.ask("POST", path, urlencode(form), headers)
            if status == 302 and "/masuk/" not in place:
                filed.acknowledged[str(draft.case)] = time.monotonic()
                break
            if status and status < 500:
                filed.refused.append(f"{status} {place}")
                break
            time.sleep(0.3)
        time.sleep(pause)


# Kills: each kills once, and names the moment.


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Connections whose backends compute for minutes."""

    def compute() -> None:
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(os.environ["DATABASE_URL"]) as connection,
        ):
            connection.execute(BUSY_QUERY)

    threads = [threading.Thread(target=compute, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    time.sleep(1.0)
    yield


def kill_postmaster(mall: Mall, chance: random.Random) -> float:
    with busy(BUSY):
        [head] = mall.heads("postgres")
        head.kill()
        return time.monotonic()


def kill_backend(mall: Mall, chance: random.Random) -> float:
    [head] = mall.heads("postgres")
    clients = [
        one for one in head.children() if "balarea" in " ".join(one.cmdline())
    ] or head.children()
    chance.choice(clients).kill()
    return time.monotonic()


def kill_web(mall: Mall, chance: random.Random) -> float:
    [head] = mall.heads("granian")
    head.kill()
    return time.monotonic()


def kill_web_worker(mall: Mall, chance: random.Random) -> float:
    [head] = mall.heads("granian")
    chance.choice(head.children()).kill()
    return time.monotonic()


def kill_jobs(mall: Mall, chance: random.Random) -> float:
    [head] = mall.heads("django work")
    head.kill()
    return time.monotonic()


def kill_supervisor(mall: Mall, chance: random.Random) -> float:
    """Kill the supervisor, and restart it as a service manager would."""
    assert mall.run
    mall.run.kill()
    mall.run.wait()
    at = time.monotonic()
    mall.start()
    return at


KILLS: dict[str, Callable[[Mall, random.Random], float]] = {
    "postmaster": kill_postmaster,
    "backend": kill_backend,
    "web": kill_web,
    "web worker": kill_web_worker,
    "jobs": kill_jobs,
    "supervisor": kill_supervisor,
}


def kill_on(
    mall: Mall, filed: Filed, chance: random.Random, seconds: float
) -> dict[str, list[float]]:
    """Kill in seeded order until the time is over; seconds until it serves again."""
    back: dict[str, list[float]] = {name: [] for name in KILLS}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and filed.todo:
        order = list(KILLS)
        chance.shuffle(order)
        for name in order:
            if time.monotonic() > deadline or not filed.todo:
                break
            try:
                at = KILLS[name](mall, chance)
            except (psutil.Error, ValueError, IndexError):
                time.sleep(1)  # it was just being restarted
                continue
            took = back_after(mall, at)
            back[name].append(took)
            print(f"{name}: serves again after {took:.1f} s", flush=True)
            if not mall.lives():
                raise SystemExit(f"The mall ended for good: {mall.said}")
            time.sleep(chance.uniform(1, 4))
    return back


def back_after(mall: Mall, at: float) -> float:
    """Seconds until pages are served and jobs are done."""
    while not mall.is_ready() and time.monotonic() - at < LONGEST:
        time.sleep(0.1)
    while time.monotonic() - at < LONGEST:
        with contextlib.suppress(psycopg.Error):
            job_waits("codes-phone")
            break
        time.sleep(0.1)
    return time.monotonic() - at


def hang(mall: Mall, relay: Relay, filed: Filed) -> dict[str, object]:
    """The longest wait of a phone code while the mail relay hangs."""
    while not mall.answers():
        time.sleep(0.2)
    relay.goes_on.clear()
    waits = []
    until = time.monotonic() + HANGS
    while time.monotonic() < until:
        waits.append(job_waits("codes-phone"))
        waits.append(job_waits("documents"))
        time.sleep(1)
    relay.goes_on.set()
    measured = [wait for wait in waits if wait is not None]
    return {"hanging_relay_longest_wait_s": round(max(measured, default=0.0), 2)}


def job_waits(queue: str) -> float | None:
    """How long a job waits in this queue, measured by a job without effect."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as base:
        begun = time.monotonic()
        row = base.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, lock)"
            " VALUES (%s, 'notices.send', %s, %s) RETURNING id",
            # A message that doesn't exist, so the job does nothing.
            [
                queue,
                json.dumps({"message": "00000000-0000-7000-8000-000000000000"}),
                f"soak:{queue}:{begun}",
            ],
        ).fetchone()
        assert row
        while time.monotonic() - begun < HANGS:
            if not base.execute(
                "SELECT FROM procrastinate_jobs WHERE id = %s", row
            ).rowcount:
                return time.monotonic() - begun
            time.sleep(0.02)
    return HANGS


# Consequences.


def count(
    mall: Mall, relay: Relay, filed: Filed, back: dict[str, list[float]]
) -> dict[str, object]:
    cases = list(filed.acknowledged)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as base:
        drained = drain(base)
        rows = base.execute(
            "SELECT id::text FROM applications_application WHERE id = ANY(%s::uuid[])",
            [cases],
        ).fetchall()
        twice = base.execute(
            "SELECT count(*) FROM (SELECT subject FROM transparency_entry"
            " WHERE type = 'RECEIVED' AND subject = ANY(%s::uuid[])"
            " GROUP BY subject HAVING count(*) > 1) AS found",
            [cases],
        ).fetchone()
        messages = base.execute(
            "SELECT id::text, state, (SELECT count(*) FROM notices_shown"
            " WHERE message_id = notices_message.id) FROM notices_message"
            " WHERE kind = 'RECEIVED' AND \"case\" = ANY(%s::uuid[])",
            [cases],
        ).fetchall()
        left = base.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"
        ).fetchone()
    copies = [shown + relay.taken[id] for id, _, shown in messages]
    # A relay may accept a message as the connection breaks: the copy has the same id.
    mailed_again = sum(relay.taken[id] > 1 for id, _, _ in messages)
    return {
        "filed": len(cases),
        "tries": filed.tries,
        "refused": len(filed.refused),
        "lost": len(set(cases) - {row[0] for row in rows}),
        "double": twice[0] if twice else 0,
        "messages": len(messages),
        "messages_missing": len(cases) - len(messages) + copies.count(0),
        "messages_twice": sum(number > 1 for number in copies) - mailed_again,
        "mailed_again_with_the_same_id": mailed_again,
        "drained_after_s": round(drained, 1),
        "failed_jobs": left[0] if left else 0,
    } | times_of(back)


def times_of(back: dict[str, list[float]]) -> dict[str, object]:
    """Number of kills, and seconds until it served again."""
    times = [took for all_of in back.values() for took in all_of]
    return {
        "kills": len(times),
        "never_back": sum(took >= LONGEST for took in times),
        "back_after_s": {name: summary(took) for name, took in back.items() if took},
    }


def summary(took: list[float]) -> dict[str, float]:
    """Number of kills, and seconds until the mall responded again."""
    middle, longest = statistics.median(took), max(took)
    return {
        "times": len(took),
        "median": round(middle, 1),
        "longest": round(longest, 1),
    }


def drain(base: psycopg.Connection[tuple[object, ...]]) -> float:
    """Wait until no message waits any more; returns how long that took."""
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST:
        if not base.execute(
            "SELECT FROM notices_message WHERE state = 'QUEUED' LIMIT 1"
        ).rowcount:
            break
        time.sleep(0.5)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
