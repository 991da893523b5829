"""The published log: entries a second from commit to published, and receipts' wait.

The real programs run: a sequencer, a signer, and as many witnesses as are asked for.
First a producer commits entries as fast as it can beside the sequencer, until all are
published. Then one entry each ten milliseconds, each in a transaction of its own: how
long until a cosigned checkpoint covers it, and what the transaction costs while the
sequencer works and while it is stopped, in turns. At last, how long from an opening of
somebody's data until its proof is on the page. The last line is JSON.

    script/bench log [--entries 100000] [--seconds 30] [--witnesses 3] [--openings 60]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from bench import openings, serving
from tests.children import end_with_parent

if TYPE_CHECKING:
    from uuid import UUID

FOLDER = Path(os.environ.get("BALAREA_DATA", ".data/bench")) / "log-bench"
ORIGIN = "bench.example/log"
BATCH = 500  # entries in one transaction of the producer
# Entries as `record` writes them, made by the database: the producer is not measured.
PRODUCE = """
INSERT INTO transparency_entry (id, type, subject, agency, service, rules, actor_kind,
    actor, tag, commitment, at, scheme, link)
SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
    || '7' || substr(md5(random()::text), 1, 3)
    || '8' || substr(md5(random()::text), 1, 15))::uuid,
    'CLOSED', gen_random_uuid(), 'DKC', 'DKC-006',
    encode(sha256(random()::text::bytea), 'hex'), 'OFFICER', md5(random()::text),
    sha256(random()::text::bytea), sha256(random()::text::bytea), clock_timestamp(),
    2, sha256(random()::text::bytea)
FROM generate_series(1, %s)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument(
        "--seconds", type=int, default=30, help="at 100 entries a second"
    )
    parser.add_argument("--witnesses", type=int, default=3)
    parser.add_argument("--openings", type=int, default=60)
    options = parser.parse_args()
    # One role for all: nothing grants rights here.
    own = serving.environment(BALAREA_DEMO="0", DATABASE_URL=serving.OWNER)
    os.environ.update(own)
    migrate()
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.ExitStack() as running:
        settings = start_witnesses(running, options.witnesses)
        sequencer = start_log(running, settings)
        wait_for_all()
        rate = drained(options.entries)
        print(
            f"{options.entries} entries: {rate:.0f}/s, commit to published.", flush=True
        )
        import django

        django.setup()
        waits, costs = trickle(options.seconds, sequencer)
        wait_for_all()
        proofs = time_proofs() | opening_waits(options.openings)
    report(rate, options.witnesses, waits(), costs, proofs)


def migrate() -> None:
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        check=True,
    )


def start(running: contextlib.ExitStack, *command: str, **more: str) -> Any:
    """A program that ends with this one."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **more},
        preexec_fn=end_with_parent,
    )

    def end() -> None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        process.wait(20)

    running.callback(end)
    return process


def start_witnesses(running: contextlib.ExitStack, count: int) -> dict[str, str]:
    """The settings of the sequencer for so many witnesses, which are started."""
    from balarea.transparency.programs import signer

    vkeys = signer.make(FOLDER / "signer", ORIGIN)
    if not count:
        return {}
    from bench import witnesses

    started = [
        witnesses.start(FOLDER / f"witness-{n}", ORIGIN, vkeys, running)
        for n in range(1, count + 1)
    ]
    names = " ".join(f"w{n}" for n in range(1, count + 1))
    policy = [f"log {vkeys[0]}"]
    policy += [f"witness w{n} {vkey}" for n, (vkey, _) in enumerate(started, start=1)]
    policy += [f"group all-of-them all {names}", "quorum all-of-them"]
    (FOLDER / "policy.txt").write_text("\n".join(policy) + "\n")
    return {
        "BALAREA_LOG_WITNESSES": ",".join(f"{vkey} {url}" for vkey, url in started),
        "BALAREA_LOG_POLICY": str(FOLDER / "policy.txt"),
    }


def start_log(
    running: contextlib.ExitStack, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    socket = str(FOLDER / "signer.sock")
    where = {"BALAREA_LOG_DIR": str(FOLDER / "log"), "BALAREA_SIGNER_SOCKET": socket}
    os.environ.update(where)
    own = ("--folder", str(FOLDER / "signer"), "--socket", socket)
    start(running, "balarea", "signer", "run", *own)
    while not Path(socket).exists():
        time.sleep(0.05)
    sequencer: subprocess.Popen[bytes] = start(
        running, "django", "run_sequencer", **settings
    )
    return sequencer


def value(query: str) -> int:
    with psycopg.connect(serving.OWNER) as connection:
        row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def wait_for_all() -> None:
    """Until every entry is published."""
    size, seen_at = 0, time.monotonic()
    entries = value("SELECT count(*) FROM transparency_entry")
    while (now := value("SELECT max(published_size) FROM transparency_logstate")) < (
        entries
    ):
        if now > size:
            size, seen_at = now, time.monotonic()
        if time.monotonic() - seen_at > 60:
            fault = "SELECT fault || fault_detail FROM transparency_logstate"
            with psycopg.connect(serving.OWNER) as connection:
                raise SystemExit(
                    f"Stuck at {now}: {connection.execute(fault).fetchall()}"
                )
        time.sleep(0.05)


def drained(count: int) -> float:
    """Entries a second, from the first commit until all are published."""
    with psycopg.connect(serving.OWNER) as connection:
        began = time.monotonic()
        for _ in range(count // BATCH):
            with connection.transaction():
                connection.execute("SET LOCAL balarea.operation = 'bench.produce'")
                connection.execute(PRODUCE, [BATCH])
    produced = time.monotonic() - began
    wait_for_all()
    print(f"The producer took {produced:.1f} s.", flush=True)
    return count / (time.monotonic() - began)


def trickle(seconds: int, sequencer: subprocess.Popen[bytes]) -> tuple[Any, Any]:
    """One entry each 10 ms; waits of those that are published, costs in turns."""
    from balarea.foundation import clock
    from balarea.foundation.operation import SYSTEM
    from balarea.transparency.tests.published import append

    committed: dict[UUID, Any] = {}
    costs: dict[bool, list[float]] = {True: [], False: []}
    append(count=1, by=SYSTEM, at=clock.now())  # connects
    for second in range(seconds * 2):  # every other second it is stopped
        is_working = second % 2 == 0
        sequencer.send_signal(signal.SIGCONT if is_working else signal.SIGSTOP)
        for _ in range(100):
            began = time.perf_counter()
            [entry] = append(count=1, by=SYSTEM, at=clock.now())
            spent = time.perf_counter() - began
            costs[is_working].append(spent)
            committed[entry] = (clock.now(), is_working)
            time.sleep(max(0.0, 0.01 - spent))
    # Waits are measured without pauses of the sequencer.
    sequencer.send_signal(signal.SIGCONT)
    wait_for_all()
    committed.clear()
    for _ in range(seconds * 100):
        began = time.perf_counter()
        [entry] = append(count=1, by=SYSTEM, at=clock.now())
        committed[entry] = clock.now()
        time.sleep(max(0.0, 0.01 - (time.perf_counter() - began)))
    return lambda: waits_of(committed), costs


def waits_of(committed: dict[UUID, Any]) -> list[float]:
    """Seconds from each commit until a published checkpoint covered the entry."""
    from balarea.transparency import models

    rows = models.Leaf.objects.filter(entry_id__in=committed)
    publications = list(
        models.Publication.objects.order_by("size").values_list("size", "published_at")
    )
    waits, position = [], 0
    for index, entry in rows.order_by("index").values_list("index", "entry_id"):
        while publications[position][0] <= index:
            position += 1
        waits.append((publications[position][1] - committed[entry]).total_seconds())
    return waits


def time_proofs() -> dict[str, float]:
    """Milliseconds to make a proof from the files, to verify it, to read a tile."""
    from balarea.transparency import models, queries
    from balarea.transparency.tlog import checkpoints, merkle, notes

    rows = list(models.Leaf.objects.order_by("?")[:200])
    made, verified = [], []
    for row in rows:
        began = time.perf_counter()
        proof = queries.proof_of(row.entry_id)
        made.append(time.perf_counter() - began)
        assert proof
        began = time.perf_counter()
        checkpoint = checkpoints.parse(notes.parse(proof.checkpoint).text)
        merkle.verify_inclusion(
            bytes(row.hash), proof.index, checkpoint.size, proof.hashes, checkpoint.root
        )
        verified.append(time.perf_counter() - began)
    return {
        "proof_ms": round(statistics.median(made) * 1000, 2),
        "verify_ms": round(statistics.median(verified) * 1000, 3),
        "tile_read_ms": round(statistics.median(read_times()) * 1000, 3),
    }


def opening_waits(count: int) -> dict[str, float]:
    """Seconds from an opening until its proof is on the page."""
    spent = openings.waits(count)
    return {
        "opening_proof_p50_s": round(statistics.median(spent), 3),
        "opening_proof_p95_s": round(percentile(spent, 0.95), 3),
        "opening_proof_max_s": round(max(spent), 3),
    }


def read_times() -> Iterator[float]:
    from balarea.transparency.publishing.log_files import LogFiles
    from balarea.transparency.tlog.tiles import Tile

    files = LogFiles(FOLDER / "log")
    full = files.published_size() // 256
    for _ in range(200):
        tile = Tile(0, random.randrange(max(1, full)))
        began = time.perf_counter()
        files.read_tile(tile)
        yield time.perf_counter() - began


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def report(
    rate: float,
    witnesses: int,
    waits: list[float],
    costs: dict[bool, list[float]],
    proofs: dict[str, float],
) -> None:
    size = value("SELECT published_size FROM transparency_logstate")
    files = sum(f.stat().st_size for f in (FOLDER / "log").rglob("*") if f.is_file())
    table = value("SELECT pg_total_relation_size('transparency_leaf')")
    working, stopped = (statistics.median(costs[key]) for key in (True, False))
    figures = {
        "bench": "log",
        "value": round(rate),
        "unit": "entries/s, commit to published",
        "witnesses": witnesses,
        "size": size,
        "receipt_p50_s": round(statistics.median(waits), 3),
        "receipt_p95_s": round(percentile(waits, 0.95), 3),
        "receipt_max_s": round(max(waits), 3),
        "transaction_ms": round(working * 1000, 3),
        "transaction_without_ms": round(stopped * 1000, 3),
        "cost_percent": round((working / stopped - 1) * 100, 1),
        "files_mb_per_million": round(files / size),
        "leaf_table_mb_per_million": round(table / size),
        **proofs,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
