"""The worklist page at ten thousand, a hundred thousand and a million applications.

Two officers request it: one of an agency, and one with rights on every service of the
mall; the first also what they work on themselves and what is free, since every second
open case is with one of them. A third requests the list of advisers, for whom every
tenth application waits. Every fourth belongs to a person without contact. One
application is filed by operations; the others are copies of it, made in the
database: a million filings would take hours, and the page reads only rows. At each size
both pages are full, so that pages of equally many rows are compared.
"""

import argparse
import json
import statistics
from collections.abc import Mapping

import psycopg
from bench import load, serving

SIZES = (10_000, 100_000, 1_000_000)
SERVICE, AGENCY = "DKC-006", "DKC"
OPEN = 30  # of a thousand: what an agency works on beside what it has closed
# Open applications of the one agency before all others: full pages of each state.
ALWAYS_OPEN = 400
ROW = b'<tr class="work">'

# Copies of the newest application, spread over every service, most of them closed.
_COPY = """
    INSERT INTO applications_application (
        id, reference, service, agency, definition, contact_id, person_id, handler_id,
        language, answers_id,
        tracking_id, tracking_hash, holder_masked, holder_index, state, submitted_at,
        promised_on, completed_at, due_on, closed_at, revision, was_checked_late,
        collect_at, family_indexes, is_drawn, separates_people
    )
    SELECT gen_random_uuid(), '{prefix}' || lpad(n::text, 7, '0'), s.code, s.agency,
        s.current, CASE WHEN n %% 4 > 0 THEN a.contact_id END,
        CASE WHEN n %% 4 = 0 THEN %(person)s::uuid END,
        CASE WHEN n %% 1000 < {open} AND n %% 3 < 2 AND (n / 3) %% 2 = 0
            THEN (%(handlers)s::uuid[])[1 + (n / 6) %% 2] END,
        a.language, a.answers_id, a.tracking_id,
        a.tracking_hash, a.holder_masked, a.holder_index,
        CASE WHEN n %% 1000 >= {open} THEN 'ISSUED'
            ELSE (ARRAY['RECEIVED', 'TO_DECIDE', 'RETURNED'])[1 + n %% 3] END,
        a.submitted_at - n * interval '7 seconds',
        a.promised_on - (n / 9000)::int, NULL, a.due_on - (n %% 90)::int,
        CASE WHEN n %% 1000 >= {open} THEN a.submitted_at - n * interval '5 seconds'
        END, 1, false, a.collect_at,
        a.family_indexes, false, false
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
    JOIN (
        SELECT code, agency, current, row_number() OVER (ORDER BY code) - 1 AS place,
            count(*) OVER () AS many
        FROM catalogue_service WHERE {which}
    ) AS s ON s.place = (n * 7919) %% s.many
    CROSS JOIN (
        SELECT * FROM applications_application
        WHERE reference NOT LIKE 'B%%' ORDER BY submitted_at DESC LIMIT 1
    ) AS a
"""
# One agency is asked about each copy of the service that asks it.
ASKING, ADVISER, ADVICE, EVERY = "DPM-012", "PUT", "building", 10
_ASK = """
    INSERT INTO applications_advice (
        id, application_id, advice, agency, service, asked_at, due_on, outcome, unmet
    )
    SELECT gen_random_uuid(), a.id, %(advice)s, %(agency)s, a.service,
        a.submitted_at, a.due_on, '', '{}'
    FROM applications_application AS a WHERE a.reference LIKE 'BC%%'
    ON CONFLICT DO NOTHING
"""
# How each handler came to the case.
_ASSIGN = """
    INSERT INTO applications_assignment (
        id, application_id, kind, officer_id, assigned_by_id, action, at
    )
    SELECT gen_random_uuid(), a.id, 'TAKEN', a.handler_id, a.handler_id,
        CASE a.state WHEN 'RECEIVED' THEN 'VERIFY' ELSE 'DECIDE' END, a.submitted_at
    FROM applications_application AS a
    WHERE a.reference LIKE 'B%' AND a.handler_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM applications_assignment WHERE application_id = a.id
        )
"""
LISTS = {
    "adviser": "/petugas/pertimbangan/",
    "own cases": "/petugas/?antrean=VERIFY&milik=saya",
    "free cases": "/petugas/?antrean=VERIFY&milik=bebas",
}
TABLES = (
    "applications_application",
    "applications_advice",
    "applications_assignment",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    serving.prepare()
    from bench import players

    from balarea.applications import testing
    from balarea.foundation import clock
    from balarea.people.rules import Action

    players.file(players.draft(SERVICE, 1))
    actions = [Action.READ, Action.VERIFY, Action.DECIDE]
    every = players.agencies()
    officers = {
        "one agency": players.officer([AGENCY], actions),
        "every service": players.officer(every, actions),
        "adviser": players.officer([ADVISER], [Action.ADVISE]),
    }
    officers["own cases"] = officers["free cases"] = officers["one agency"]
    desk = players.officer([AGENCY], [Action.RECEIVE])
    cast = {
        "person": testing.walk_in(1, desk, clock.now()).person.id,
        "handlers": [officers["one agency"].id, officers["every service"].id],
    }
    results: dict[str, list[load.Result]] = {name: [] for name in officers}
    filled, rows = 0, set[int]()
    with serving.server(serving.OURS, "/masuk/") as port:
        for size in options.sizes:
            fill(filled, size, cast)
            filled = size
            for name, officer in officers.items():
                cookies = players.officer_cookies(officer)
                path = LISTS.get(name, "/petugas/")
                page = serving.get(port, path, {"Cookie": cookies})
                rows.add(page.count(ROW))
                requests = [
                    load.request(path, f"127.0.0.1:{port}", Cookie=cookies)
                ] * options.requests
                results[name].append(measured(port, requests, options))
                say(f"{size:>9,} applications, {name}", results[name][-1])
    if len(rows) != 1 or 0 in rows:
        raise SystemExit(f"Pages of {sorted(rows)} rows can't be compared.")
    report(results, options.sizes, rows.pop())


def fill(present: int, wanted: int, cast: Mapping[str, object]) -> None:
    """Copies up to a number, and the statistics that a night's vacuum would leave.

    `cast` has the `person` of a part of them, and the `handlers` of the open ones.

    Without the guards, which only the owner of a table can put aside: what they hold
    was held when the first application was filed.
    """
    copy = _COPY.format(open=OPEN, prefix="BB", which="true").encode()
    agency = f"agency = '{AGENCY}'"
    always_open = _COPY.format(open=1000, prefix="BA", which=agency).encode()
    asking = f"code = '{ASKING}'"
    advised = _COPY.format(open=1000, prefix="BC", which=asking).encode()
    with psycopg.connect(serving.OWNER, autocommit=True) as bare:
        for table in TABLES:
            bare.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        if present == 0:
            bare.execute("DELETE FROM applications_advice")
            bare.execute("DELETE FROM applications_assignment")
            bare.execute(
                "DELETE FROM applications_application WHERE reference LIKE 'B%'"
            )
            bare.execute(always_open, {"first": 0, "last": ALWAYS_OPEN - 1, **cast})
        for first in range(present, wanted, 50_000):
            last = min(first + 50_000, wanted) - 1
            bare.execute(copy, {"first": first, "last": last, **cast})
        few = {"first": present // EVERY, "last": wanted // EVERY - 1}
        bare.execute(advised, {**few, **cast})
        bare.execute(_ASK.encode(), {"advice": ADVICE, "agency": ADVISER})
        bare.execute(_ASSIGN.encode())
        for table in TABLES:
            bare.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
            bare.execute(f"VACUUM ANALYZE {table}".encode())


def measured(
    port: int, requests: list[str], options: argparse.Namespace
) -> load.Result:
    """The median round; one before it warms up."""
    turns = [[one] for one in requests]
    rounds = [
        load.run(port=port, turns=turns, connections=options.connections, seconds=0)
        for _ in range(options.rounds + 1)
    ][1:]
    if any(result.failures for result in rounds):
        raise SystemExit("Some answers were not 200; there is nothing to compare.")
    return sorted(rounds, key=lambda result: result.p50)[len(rounds) // 2]


def say(what: str, result: load.Result) -> None:
    print(
        f"{what}: p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, "
        f"{result.rate:.0f}/s, {result.bytes_each:.0f} bytes"
    )


def report(results: dict[str, list[load.Result]], sizes: list[int], rows: int) -> None:
    """The last line: the officer of one agency; the baseline is the smallest size."""
    one, every = results["one agency"], results["every service"]
    adviser = results["adviser"]
    print(
        json.dumps(
            {
                "bench": "worklist",
                "value": round(one[-1].p50, 2),
                "unit": "ms",
                "baseline": round(one[0].p50, 2),
                "ratio": round(one[-1].p50 / one[0].p50, 2),
                "p95_ms": round(one[-1].p95, 1),
                "every_service_ms": round(every[-1].p50, 2),
                "every_service_ratio": round(every[-1].p50 / every[0].p50, 2),
                "every_service_p95_ms": round(every[-1].p95, 1),
                "adviser_ms": round(adviser[-1].p50, 2),
                "adviser_ratio": round(adviser[-1].p50 / adviser[0].p50, 2),
                "own_cases_ms": round(results["own cases"][-1].p50, 2),
                "free_cases_ms": round(results["free cases"][-1].p50, 2),
                "applications": sizes[-1],
                "rows": rows,
                "spread": round(statistics.pstdev(r.p50 for r in one) / one[0].p50, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
