"""Kill the database and the web server while people take numbers and are called.

Kiosks post their forms again until there is an answer; officers look at their desk and
do what comes next, as a person would who reloads the page. Seeded, and bounded in time.
What counts: no number twice, nobody called twice, nothing lost that was acknowledged,
one number for each form. Then two hundred people reserve the same time at once, and it
takes exactly its capacity. The last line is JSON.

    script/soak tickets [--minutes 10] [--seed 1] [--users 200]
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil
import psycopg
from bench.soak import kills
from bench.soak.mall import Mall, free_port

AGENCY, SERVICE = "DPM", "DPM-001"
KIOSKS, DESKS = 3, 3
ACT = "/petugas/loket/panggil/lakukan/"
AT_DESK = (
    "SELECT id::text, version, state FROM visits_ticket WHERE desk_id = %s"
    " AND state IN ('CALLED', 'SERVING')"
)
# Of everything that was issued since the soak began.
COUNTED = """
    SELECT count(*),
        count(*) - count(DISTINCT (queue_id, business_date, block, number)),
        (SELECT count(*) FROM (
            SELECT FROM visits_ticketevent WHERE type = 'CALLED' GROUP BY ticket_id
            HAVING count(*) > 1
        ) AS calls),
        (SELECT count(*) FROM visits_queueday d WHERE d.last_number <> (
            SELECT count(*) FROM visits_ticket t
            WHERE t.queue_id = d.queue_id AND t.business_date = d.business_date
                AND t.block = ''
        )),
        (SELECT count(*) FROM visits_ticket t WHERE t.version <> (
            SELECT count(*) FROM visits_ticketevent e WHERE e.ticket_id = t.id
        ))
    FROM visits_ticket
"""


@dataclass
class Seen:
    """What kiosks and officers observed.

    Attributes:
        visits: form → the visits in the addresses that answered it.
        steps: how many steps of each kind were acknowledged at desks.
    """

    visits: dict[str, set[str]] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    tries: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--users", type=int, default=200)
    options = parser.parse_args()
    own = Path(os.environ["BALAREA_DATA"]) / "tickets"
    shutil.rmtree(own, ignore_errors=True)  # with the desks that a killed run left open
    more = {"BALAREA_DEMO": "1", "BALAREA_VISITORS": "0"}
    mall = Mall(own, free_port(), more)
    try:
        print(f"Open after {mall.open():.1f} s.", flush=True)
        os.environ.update(
            mall.environment(), DJANGO_SETTINGS_MODULE="balarea.config.settings"
        )
        figures = soak(mall, random.Random(options.seed), options.minutes * 60)
        print(json.dumps(figures), flush=True)
        figures |= one_time(mall, options.users)
    finally:
        mall.stop()
    print(json.dumps({"soak": "tickets", "seed": options.seed} | figures))
    bad = ("double_numbers", "double_calls", "lost", "double", "gaps", "unlike_events")
    if any(figures[name] for name in bad) or figures["booked"] != figures["capacity"]:
        sys.exit(1)


def soak(mall: Mall, chance: random.Random, seconds: float) -> dict[str, Any]:
    seats = prepare()
    seen = Seen()
    threads = [
        *(threading.Thread(target=take, args=[mall, seen]) for _ in range(KIOSKS)),
        *(threading.Thread(target=serve, args=[mall, seen, *seat]) for seat in seats),
    ]
    for thread in threads:
        thread.start()
    back = kill_on(mall, chance, seconds)
    seen.is_over.set()
    for thread in threads:
        thread.join()
    return (
        counted(seen)
        | {"kills": sum(map(len, back.values()))}
        | {
            "back_after_s": {
                name: kills.summary(took) for name, took in back.items() if took
            }
        }
    )


def prepare() -> list[tuple[str, str]]:
    """Queues that are open, and desks with officers: desk and cookies of each."""
    from bench import players

    from balarea.foundation import clock
    from balarea.people import queries as people
    from balarea.people import testing as people_testing
    from balarea.people.rules import Action
    from balarea.visits import testing
    from balarea.visits.operations import desks
    from balarea.visits.queries import places

    at, site = clock.now(), places.site()
    testing.open_all_day(site, at)
    seats = []
    for desk in list(places.desks([AGENCY], site))[-DESKS:]:
        officer = players.officer([AGENCY], [Action.CALL])
        scope, by = people_testing.scope_of(officer), people.officer_actor(officer)
        desks.open_session(desk=desk.id, scope=scope, by=by, at=at)
        seats.append((str(desk.id), players.officer_cookies(officer)))
    return seats


def take(mall: Mall, seen: Seen) -> None:
    """Take one number after the other; again with the same form without an answer."""
    from bench import players

    cookies = {"Cookie": f"{csrf_cookie()}={players.CSRF}"}
    while not seen.is_over.is_set():
        form = uuid.uuid4().hex
        body = {
            **{"csrfmiddlewaretoken": players.CSRF, "service": SERVICE},
            **{"form_key": form, "priority": ""},
        }
        while True:
            status, place, _ = mall.ask(
                "POST", "/kios/nomor/", urlencode(body), cookies
            )
            with seen.lock:
                seen.tries += 1
            if status == 302:
                with seen.lock:
                    seen.visits.setdefault(form, set()).add(place)
                break
            if status and status < 500:
                with seen.lock:
                    seen.refused[f"kiosk {status}"] += 1
                break
            time.sleep(0.3)
        if form in seen.visits and len(seen.visits) % 5 == 0:  # a second tap
            _, place = press(mall, body, cookies)
            with seen.lock:
                seen.visits[form] |= {place} if place else set()
        time.sleep(0.4)


def press(mall: Mall, body: dict[str, str], cookies: dict[str, str]) -> tuple[int, str]:
    """The status of the answer and where it leads."""
    return mall.ask("POST", "/kios/nomor/", urlencode(body), cookies)[:2]


def csrf_cookie() -> str:
    from django.conf import settings

    name: str = settings.CSRF_COOKIE_NAME
    return name


def serve(mall: Mall, seen: Seen, desk: str, cookies: str) -> None:
    """Look at the desk, and do what comes next there."""
    from bench import players

    while not seen.is_over.is_set():
        try:
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as base:
                row = base.execute(AT_DESK, [desk]).fetchone()
        except psycopg.Error:
            time.sleep(0.3)
            continue
        step = {"CALLED": "start", "SERVING": "finish"}[row[2]] if row else "next"
        body = {
            **{"csrfmiddlewaretoken": players.CSRF, "do": step},
            **{"idempotency_key": uuid.uuid4().hex},
            **({"ticket": row[0], "version": row[1]} if row else {}),
        }
        status, place, _ = mall.ask("POST", ACT, urlencode(body), {"Cookie": cookies})
        with seen.lock:
            if status == 302 and "/masuk/" not in place:
                seen.steps[step] += 1
            elif status:
                seen.refused[f"desk {step} {status}"] += 1
        time.sleep(0.1)


def kill_database(mall: Mall, chance: random.Random) -> float:
    [head] = mall.heads("postgres")
    head.kill()
    return time.monotonic()


KILLS: dict[str, Callable[[Mall, random.Random], float]] = {
    "database": kill_database,
    "backend": kills.kill_backend,
    "web": kills.kill_web,
    "web worker": kills.kill_web_worker,
}


def kill_on(
    mall: Mall, chance: random.Random, seconds: float
) -> dict[str, list[float]]:
    """Kill in seeded order until the time is over; seconds until it serves again."""
    back: dict[str, list[float]] = {name: [] for name in KILLS}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(chance.uniform(2, 6))
        name = chance.choice(sorted(KILLS))
        try:
            at = KILLS[name](mall, chance)
        except (psutil.Error, ValueError, IndexError):
            continue  # it was just being restarted
        while not mall.is_ready() and time.monotonic() - at < kills.LONGEST:
            time.sleep(0.1)
        back[name].append(time.monotonic() - at)
        print(f"{name}: serves again after {back[name][-1]:.1f} s", flush=True)
        if not mall.lives():
            raise SystemExit(f"The mall ended for good: {mall.said}")
    return back


def counted(seen: Seen) -> dict[str, Any]:
    """Read everything back: what was acknowledged is there, and once."""
    from django.db import connection

    from balarea.foundation.errors import NotFound
    from balarea.visits.queries import tickets

    connection.close()  # it was there before the kills
    lost = double = 0
    for places in seen.visits.values():
        paths = {urlsplit(place).path for place in places}
        visits = {path.rstrip("/").rpartition("/")[2] for path in paths}
        double += len(visits) > 1
        for token in visits:
            try:
                lost += len(tickets.tickets_of(tickets.visit_of_token(token))) != 1
            except NotFound:
                lost += 1
    with psycopg.connect(os.environ["DATABASE_URL"]) as base:
        row = base.execute(COUNTED.encode()).fetchone()
    assert row
    # Who was answered by nobody at the end may have a number: one for each kiosk.
    unclaimed = row[0] - len(seen.visits)
    return {
        "numbers": row[0],
        "forms": len(seen.visits),
        "tries": seen.tries,
        "lost": lost,
        "double": double + max(0, unclaimed - KIOSKS),
        "double_numbers": row[1],
        "double_calls": row[2],
        "gaps": row[3],
        "unlike_events": row[4],
        "steps": dict(seen.steps),
        "refused": dict(seen.refused),
    }


# Two hundred people and one time.


def one_time(mall: Mall, users: int) -> dict[str, Any]:
    """Everybody reserves the same time at the same moment, and confirms it."""
    from balarea.foundation import clock, working_days
    from balarea.foundation.operation import SYSTEM
    from balarea.visits.operations import slots
    from balarea.visits.queries import places
    from balarea.visits.queries import slots as slot_queries

    at = clock.now()
    queue = places.queues(places.site()).get(code=AGENCY)
    day = working_days.add(clock.today(at), 3)
    slots.make(queue=queue, days=[day], by=SYSTEM, at=at)
    [slot, *_] = [
        offer.slot
        for one in slot_queries.days(queue, at)
        for offer in one.free
        if one.date == day
    ]
    begin = threading.Barrier(users)
    taken: list[str] = []
    answers: Counter[int] = Counter()

    def book() -> None:
        begin.wait(60)
        status, place = reserve(mall, str(queue.id), str(slot.id))
        answers[status] += 1
        if status == 302:
            taken.append(place)

    threads = [threading.Thread(target=book) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = slot_queries.slot(slot.id)
    return {
        "users": users,
        "capacity": row.capacity,
        "booked": row.booked + row.reserved,
        "answered_with_a_time": len(set(taken)),
        "answers": {str(status): count for status, count in answers.items()},
    }


def reserve(mall: Mall, queue: str, slot: str) -> tuple[int, str]:
    """As a phone does it that has never been here."""
    from bench import players

    body = urlencode(
        {
            **{"csrfmiddlewaretoken": players.CSRF, "slot": slot},
            **{"idempotency_key": uuid.uuid4().hex},
        }
    )
    headers = {
        "Cookie": f"{csrf_cookie()}={players.CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for _ in range(5):
        client = http.client.HTTPConnection("127.0.0.1", mall.port, timeout=120)
        with contextlib.suppress(OSError, http.client.HTTPException):
            client.request("POST", f"/antrean/janji/{queue}/", body, headers)
            answer = client.getresponse()
            answer.read()
            if answer.status < 500:
                return answer.status, answer.headers.get("Location") or ""
        client.close()
        time.sleep(1)
    return 0, ""


if __name__ == "__main__":
    main()
