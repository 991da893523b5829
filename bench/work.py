"""Officers at work: open an application, accept it, decide it, and the next.

Sixteen officers share sixteen keep-alive connections, as behind a proxy: a connection
that is free takes the next officer's next application. An action is one request: the
page of the case (its access is written first), the accepting post with a mark for each
requirement, the deciding post with its reasons.
The baseline is a bare Django view that inserts an application and an event.
"""

import argparse
import itertools
import json
import statistics
import time
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from bench import load, serving

SERVICE = "DKC-006"
REASONS = "Semua persyaratan lengkap dan cocok dengan jawaban pemohon."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE)
    parser.add_argument(
        "--each", type=int, default=8, help="applications of an officer in a round"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--explain", type=int, default=80, help="cases to profile")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    serving.prepare()
    from bench import players, where

    from balarea.people.rules import Action

    players.remember_intake()
    actions = [Action.READ, Action.VERIFY, Action.DECIDE]
    desks = [
        players.officer_cookies(
            players.officer([options.service[:3]], actions, [options.service])
        )
        for _ in range(options.connections)
    ]
    begun = time.perf_counter()
    rounds = [
        filed(options.service, options.each * len(desks))
        for _ in range(options.rounds + 1)  # the first warms up
    ]
    print(f"Filed by operations in {time.perf_counter() - begun:.0f} s.")
    with psycopg.connect(serving.OWNER, autocommit=True) as bare:
        bare.execute(serving.baseline_tables().encode())
    ours, baseline = measure(rounds, desks)
    marks = players.requirements(rounds[0][0])
    explained = [
        steps(case, desks[0], "127.0.0.1:80", marks)
        for case in filed(options.service, options.explain)
    ]
    names = ("Opening", "Accepting", "Deciding")
    for name, requests in zip(names, zip(*explained, strict=True), strict=True):
        print(where.where(name, requests))
    report(ours, baseline)


def filed(service: str, count: int) -> list[UUID]:
    from bench import players

    cases = []
    for number in range(count):
        draft = players.draft(service, number)
        players.file(draft)
        cases.append(draft.case)
    return cases


def measure(
    rounds: list[list[UUID]], desks: list[str]
) -> tuple[list[load.Result], list[load.Result]]:
    """Rounds of ours and of the baseline, in turns."""
    from bench import players

    ours: list[load.Result] = []
    baseline: list[load.Result] = []
    marks = players.requirements(rounds[0][0])
    with (
        serving.server(serving.OURS, "/masuk/") as mall,
        serving.server(serving.BASELINE, "/ready/") as bare,
    ):
        for number, cases in enumerate(rounds):
            host = f"127.0.0.1:{mall}"
            requests = [
                steps(case, cookies, host, marks)
                for case, cookies in zip(cases, itertools.cycle(desks), strict=False)
            ]
            bare_host = f"127.0.0.1:{bare}"
            create = load.post("/create/", bare_host, b"service=DPM-001")
            for name, port, turns, results in (
                ("work", mall, requests, ours),
                (
                    "baseline",
                    bare,
                    [[create] * len(turn) for turn in requests],
                    baseline,
                ),
            ):
                result = load.run(
                    port=port,
                    turns=turns,
                    connections=len(desks),
                    seconds=0,
                    status=(200, 302) if name == "work" else 200,
                )
                if number:
                    results.append(result)
                    print(
                        f"round {number} {name}: {result.rate:.0f}/s, "
                        f"p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, "
                        f"{result.failures} failures"
                    )
    return ours, baseline


def steps(case: UUID, cookies: str, host: str, marks: list[str]) -> list[str]:
    """What one officer sends for one application."""
    from bench import players

    page = f"/petugas/permohonan/{case}/"

    def press(action: str, **form: str) -> str:
        sent = {
            "csrfmiddlewaretoken": players.CSRF,
            "idempotency_key": f"{action}-{case}",
            "action": action,
            **form,
        }
        content = urlencode(sent).encode()
        return load.post(f"{page}langkah/", host, content, Cookie=cookies)

    return [
        load.request(page, host, Cookie=cookies),
        press("accept", revision="1", **{f"mark-{mark}": "MET" for mark in marks}),
        press("decide", revision="2", outcome="GRANTED", reasons=REASONS),
    ]


def report(ours: list[load.Result], baseline: list[load.Result]) -> None:
    """The last line: medians over the rounds."""
    if any(result.failures for result in [*ours, *baseline]):
        raise SystemExit("Some answers were refusals; there is nothing to compare.")
    value = statistics.median(result.rate for result in ours)
    base = statistics.median(result.rate for result in baseline)
    print(
        json.dumps(
            {
                "bench": "work",
                "value": round(value, 1),
                "unit": "actions/s",
                "baseline": round(base, 1),
                "ratio": round(value / base, 3),
                "p50_ms": round(statistics.median(r.p50 for r in ours), 1),
                "p95_ms": round(statistics.median(r.p95 for r in ours), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
