"""Filing beside a bare Django view that inserts an application and an event.

Sixteen keep-alive connections post the check page of drafts that are ready: session,
CSRF, the whole operation with its checks, sealed answers, log entry and the message
about the receipt. Rounds of ours and of the floor alternate.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import psycopg
from bench import load, serving

if TYPE_CHECKING:
    from bench import players  # needs the settings that prepare() makes ready

LARGE = 300_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default="DPM-001")
    parser.add_argument("--drafts", type=int, default=320, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=160, help="drafts with 300 KB")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    serving.prepare()
    from bench import players

    players.remember_intake()
    begun = time.perf_counter()
    rounds = [
        [players.draft(options.service, n) for n in range(options.drafts)]
        for _ in range(options.rounds + 1)  # the first warms up
    ]
    with_file = [
        players.draft(options.service, n, large_picture()) for n in range(options.large)
    ]
    spent = time.perf_counter() - begun
    count = sum(map(len, rounds)) + options.large
    print(f"{count} drafts of {options.service} by operations in {spent:.0f} s.")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        bare.execute(serving.floor_tables().encode())
    ours, floor, filed = measure(rounds, with_file, options.connections)
    rows = rows_of_one(str(rounds[-1][-1].case))
    loop = [raw_loop(rows, options.connections) for _ in range(3)]
    report(ours, floor, filed, loop, rows)


def large_picture() -> bytes:
    """A photograph of about 300 KB once it is taken in."""
    import io
    import random

    from PIL import Image

    noise = random.Random(7).randbytes(3 * 520 * 390)
    image = Image.frombytes("RGB", (520, 390), noise)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def measure(
    rounds: Sequence[Sequence[players.Draft]],
    with_file: Sequence[players.Draft],
    connections: int,
) -> tuple[list[load.Result], list[load.Result], load.Result | None]:
    """Ours and the floor, in turns; then the drafts with a large file."""
    ours: list[load.Result] = []
    floor: list[load.Result] = []
    with (
        serving.server(serving.HOUSE, "/masuk/") as house,
        serving.server(serving.FLOOR, "/ready/") as bare,
    ):
        for number, drafts in enumerate(rounds):
            for name, port, asked, status, results in (
                ("submit", house, posts(drafts, house), 302, ours),
                ("floor", bare, creates(len(drafts) * 2, bare), 200, floor),
            ):
                result = load.run(
                    port=port,
                    requests=asked,
                    connections=connections,
                    seconds=0,
                    status=status,
                )
                if number:
                    results.append(result)
                    say(f"round {number} {name}", result)
        filed = None
        if with_file:
            filed = load.run(
                port=house,
                requests=posts(with_file, house),
                connections=connections,
                seconds=0,
                status=302,
            )
            say("with one file of 300 KB", filed)
    return ours, floor, filed


def posts(drafts: Sequence[players.Draft], port: int) -> list[str]:
    """Each draft's filing as its check page posts it."""
    from bench import players

    return [
        load.post(
            f"/permohonan/{draft.case}/periksa/",
            f"127.0.0.1:{port}",
            urlencode(
                {
                    "csrfmiddlewaretoken": players.CSRF,
                    "idempotency_key": draft.case.hex,
                    "seen_as": draft.seen_as,
                }
            ).encode(),
            Cookie=draft.cookies,
        )
        for draft in drafts
    ]


def creates(count: int, port: int) -> list[str]:
    """As many posts to the bare view."""
    asked = load.post("/create/", f"127.0.0.1:{port}", b"service=DPM-001")
    return [asked] * count


# How the rows of a case are found in each table that a filing writes.
_TABLES = {
    "applications_application": "id = %(case)s",
    "applications_statuschange": "application_id = %(case)s",
    "applications_filing": "application_id = %(case)s",
    "notices_message": '"case" = %(case)s',
    "notices_delivery": (
        'message_id IN (SELECT id FROM notices_message WHERE "case" = %(case)s)'
    ),
    "transparency_entry": "subject = %(case)s AND type IN ('RECEIVED', 'ANNOUNCED')",
    "vault_access": '"case" = %(case)s',
    "vault_sealed": "key_id = %(case)s AND name = 'tracking'",
    "foundation_idempotencykey": (
        "scope LIKE 'submit:' || replace(%(case)s, '-', '') || ':%%'"
    ),
}


def rows_of_one(case: str) -> dict[str, int]:
    """How many rows one filing wrote, by table (and one job)."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as bare:
        found = {
            table: bare.execute(
                f"SELECT count(*) FROM {table} WHERE {where}",
                {"case": case},
            ).fetchone()
            for table, where in _TABLES.items()
        }
    rows = {table: row[0] if row else 0 for table, row in found.items()}
    rows["vault_access"] = min(rows["vault_access"], 1)  # the draft's pages made more
    return rows | {"procrastinate_jobs": 1}


def raw_loop(rows: dict[str, int], connections: int, seconds: float = 3.0) -> float:
    """As many plain rows in one transaction by psycopg alone, transactions a second."""
    count = sum(rows.values())
    text = "x" * 300
    done = [0] * connections

    def insert(number: int) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"]) as bare:
            while time.perf_counter() < until:
                with bare.transaction():
                    for _ in range(count):
                        bare.execute(
                            "INSERT INTO bench_event_raw (kind, text) VALUES (%s, %s)",
                            ["RECEIVED", text],
                        )
                done[number] += 1

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as bare:
        bare.execute("DROP TABLE IF EXISTS bench_event_raw")
        bare.execute(
            "CREATE TABLE bench_event_raw (id bigserial PRIMARY KEY,"
            " at timestamptz NOT NULL DEFAULT now(), kind text, text text)"
        )
        bare.execute("CREATE INDEX ON bench_event_raw (kind, at)")
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=insert, args=(number,)) for number in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def say(what: str, result: load.Result) -> None:
    print(
        f"{what}: {result.rate:.0f}/s, p50 {result.p50:.1f} ms, "
        f"p95 {result.p95:.1f} ms, {result.failures} failures"
    )


def report(
    ours: list[load.Result],
    floor: list[load.Result],
    filed: load.Result | None,
    loop: list[float],
    rows: dict[str, int],
) -> None:
    """The last line: medians over the rounds."""
    everything = [*ours, *floor, *([filed] if filed else [])]
    if any(result.failures for result in everything):
        raise SystemExit("Some answers were refusals; there is nothing to compare.")
    value = statistics.median(result.rate for result in ours)
    base = statistics.median(result.rate for result in floor)
    raw = statistics.median(loop)
    print(f"One filing writes {sum(rows.values())} rows: {rows}")
    print(f"A bare psycopg loop of as many rows: {raw:.0f}/s, ratio {value / raw:.2f}.")
    print(
        json.dumps(
            {
                "bench": "submit",
                "value": round(value, 1),
                "unit": "filings/s",
                "floor": round(base, 1),
                "ratio": round(value / base, 3),
                "p50_ms": round(statistics.median(r.p50 for r in ours), 1),
                "p95_ms": round(statistics.median(r.p95 for r in ours), 1),
                "rows": sum(rows.values()),
                "raw_loop": round(raw, 1),
                "with_300_kb": round(filed.rate, 1) if filed else None,
                "with_300_kb_p95_ms": round(filed.p95, 1) if filed else None,
            }
        )
    )


if __name__ == "__main__":
    main()
