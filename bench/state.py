"""What the state root costs: each transaction, and the nightly list.

A transaction as a filing has it (ten rows added, two changed, one log entry) runs by
turns with guards that record versions of rows and with guards that don't. Then a table
of a million rows is listed and compared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
from bench import serving

TABLE = "bench_filed"
MIGRATIONS = serving.ROOT / "src/balarea/transparency/migrations"
ENTRY = """
INSERT INTO transparency_entry (id, type, subject, agency, service, rules, actor_kind,
    actor, tag, commitment, at, scheme, link)
SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(random()::text), 1, 3) || '8'
        || substr(md5(random()::text), 1, 15))::uuid,
    'RECEIVED', %s, '', '', '', 'SYSTEM', repeat('0', 32), sha256('tag'),
    sha256('fields'), now(), 2, sha256('link')
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transactions", type=int, default=300, help="in each turn")
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    serving.prepare()
    import django

    django.setup()
    with psycopg.connect(serving.OWNER, autocommit=True) as owner:
        make_table(owner)
        figures = measure_guards(owner, options.transactions, options.turns)
        fill(owner, options.rows)
    figures |= measure_list(options.rows)
    print(json.dumps(figures))


def make_table(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    from balarea.transparency import guard

    owner.execute(f"DROP TABLE IF EXISTS {TABLE}".encode())
    owner.execute(
        f"CREATE TABLE {TABLE} (id uuid PRIMARY KEY, case_id uuid, state text,"
        " sealed bytea, at timestamptz)".encode()
    )
    sql = guard.guard(TABLE, "case_id").forwards
    # No type of entry covers a table that only this bench has.
    covered = f"AND balarea_entry_covers(type, '{TABLE}', TG_OP)"
    owner.execute(sql.replace(covered, "").encode())


def measure_guards(
    owner: psycopg.Connection[tuple[object, ...]], transactions: int, turns: int
) -> dict[str, float]:
    """What a transaction costs the database with and without recorded versions."""
    path = MIGRATIONS / "0015_row_versions.sql"
    guards = {
        "with": path.read_text("utf-8"),
        "without": path.with_suffix(".reverse.sql").read_text("utf-8"),
    }
    times: dict[str, list[float]] = {name: [] for name in guards}
    try:
        for turn in range(turns):
            for name in sorted(guards, reverse=bool(turn % 2)):
                owner.execute(guards[name].encode())
                times[name].append(run(owner, transactions))
    finally:
        owner.execute(guards["with"].encode())
    means = {name: statistics.median(one) for name, one in times.items()}
    added = statistics.median(
        one - other for one, other in zip(*times.values(), strict=True)
    )
    print(
        f"A transaction of 10 rows added, 2 changed, 1 entry: {means['without']:.2f} ms"
        f" of processor without versions, {means['with']:.2f} ms with, "
        f"{added:.2f} ms more."
    )
    return {"without_ms": means["without"], "added_ms": added}


def run(owner: psycopg.Connection[tuple[object, ...]], transactions: int) -> float:
    """Processor time of the database's backend for one transaction, in milliseconds.

    What else the machine does changes it little, and waiting for the disk not at all.
    """
    backend = psutil.Process(owner.info.backend_pid)
    begun = sum(backend.cpu_times()[:2])
    for _ in range(transactions):
        case, keys = uuid4(), [uuid4() for _ in range(10)]
        with owner.transaction():
            owner.execute("SELECT set_config('balarea.operation', 'bench', true)")
            owner.execute(
                f"INSERT INTO {TABLE} SELECT k, %s, 'RECEIVED', sha256('x'), now()"
                " FROM unnest(%s::uuid[]) k".encode(),
                [case, keys],
            )
            owner.execute(
                f"UPDATE {TABLE} SET state = 'OTHER' WHERE id = ANY(%s)".encode(),
                [keys[:2]],
            )
            owner.execute(ENTRY, [case])
    return (sum(backend.cpu_times()[:2]) - begun) * 1000 / transactions


def fill(owner: psycopg.Connection[tuple[object, ...]], rows: int) -> None:
    owner.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER".encode())
    owner.execute(
        f"INSERT INTO {TABLE} SELECT gen_random_uuid(), gen_random_uuid(), 'RECEIVED',"
        " sha256(n::text::bytea), now() FROM generate_series(1, %s) n".encode(),
        [rows],
    )
    owner.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER".encode())


def measure_list(rows: int) -> dict[str, float]:
    """Seconds to list and to compare, and the size of the list."""
    from balarea.transparency.state_root import files, listing

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.txt.gz"
        begun = time.perf_counter()
        _, tree = listing.write(path, "")
        listed = time.perf_counter() - begun
        begun = time.perf_counter()
        report = listing.compare(path, "")
        compared = time.perf_counter() - begun
        if report.findings:
            raise SystemExit(f"unexpected: {report.findings[:5]}")
        begun = time.perf_counter()
        files.root_of(path)
        rooted = time.perf_counter() - begun
        megabytes = path.stat().st_size / 1e6
    print(
        f"{tree.rows} rows: listed in {listed:.1f} s, compared in {compared:.1f} s;"
        f" the root of the file in {rooted:.1f} s; {megabytes:.0f} MB."
    )
    return {
        "rows": float(tree.rows),
        "list_s": listed,
        "compare_s": compared,
        "root_s": rooted,
        "list_mb": megabytes,
    }


if __name__ == "__main__":
    main()
