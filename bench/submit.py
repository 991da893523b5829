"""Filing beside a bare Django view that inserts an application and an event.

Sixteen keep-alive connections post the check page of drafts that are ready: session,
CSRF, the whole operation with its checks, sealed answers, log entry and the message
about the receipt. Rounds of ours and of the baseline alternate.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import psycopg
from bench import load, rows, serving

if TYPE_CHECKING:
    from bench import players  # needs the settings that prepare() makes ready

LARGE = 300_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default="DPM-001")
    parser.add_argument("--drafts", type=int, default=320, help="in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=160, help="drafts with 300 KB")
    parser.add_argument("--explain", type=int, default=100, help="drafts to profile")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    serving.prepare()
    from bench import players, where

    players.remember_intake()
    begun = time.perf_counter()
    rounds = [
        [players.draft(options.service, n) for n in range(options.drafts)]
        for _ in range(options.rounds + 1)  # the first warms up
    ]
    with_file = [
        players.draft(options.service, n, large_picture()) for n in range(options.large)
    ]
    to_attach = [
        players.draft(options.service, n, is_bare=True) for n in range(options.large)
    ]
    to_explain = [players.draft(options.service, n) for n in range(options.explain)]
    spent = time.perf_counter() - begun
    count = sum(map(len, rounds)) + 2 * options.large + options.explain
    print(f"{count} drafts of {options.service} by operations in {spent:.0f} s.")
    with psycopg.connect(serving.OWNER, autocommit=True) as bare:
        bare.execute(serving.baseline_tables().encode())
    ours, baseline, filed, attached = measure(
        rounds, with_file, to_attach, options.connections
    )
    written = rows.of_one_filing(rounds[-1][-1].case)
    raw = statistics.median(rows.loop(written, options.connections) for _ in range(3))
    print(f"The same rows by psycopg alone: {rows.count(written)}: {raw:.0f}/s")
    print(where.where("A filing", posts(to_explain, 80)))
    report(ours, baseline, filed, attached, raw)


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
    to_attach: Sequence[players.Draft],
    connections: int,
) -> tuple[list[load.Result], list[load.Result], load.Result, load.Result]:
    """Ours and the baseline by turns; then with large files: filing and attaching."""
    ours: list[load.Result] = []
    baseline: list[load.Result] = []

    def ask(
        what: str, port: int, requests: list[str], status: int = 302
    ) -> load.Result:
        result = load.run(
            port=port,
            turns=[[one] for one in requests],
            connections=connections,
            seconds=0,
            status=status,
        )
        say(what, result)
        return result

    with (
        serving.server(serving.OURS, "/masuk/") as mall,
        serving.server(serving.BASELINE, "/ready/") as bare,
    ):
        for number, drafts in enumerate(rounds):
            ours.append(ask(f"round {number} submit", mall, posts(drafts, mall)))
            requests = creates(len(drafts) * 2, bare)
            baseline.append(ask(f"round {number} baseline", bare, requests, 200))
        filed = ask("with one file of 300 KB", mall, posts(with_file, mall))
        attached = ask("attaching it before", mall, uploads(to_attach, mall))
    return ours[1:], baseline[1:], filed, attached


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


def uploads(drafts: Sequence[players.Draft], port: int) -> list[str]:
    """A large picture for each draft, as its page of evidence posts it."""
    from bench import players

    field = 'Content-Disposition: form-data; name="'
    content = b"\r\n".join(
        [
            b"--edge",
            f'{field}csrfmiddlewaretoken"'.encode(),
            b"",
            players.CSRF.encode(),
            b"--edge",
            f'{field}file"; filename="bukti.jpg"'.encode(),
            b"Content-Type: image/jpeg",
            b"",
            large_picture(),
            b"--edge--",
            b"",
        ]
    )
    return [
        load.post(
            f"/permohonan/{draft.case}/berkas/{draft.requirement}/",
            f"127.0.0.1:{port}",
            content,
            Cookie=draft.cookies,
            Content_Type="multipart/form-data; boundary=edge",
        )
        for draft in drafts
    ]


def creates(count: int, port: int) -> list[str]:
    """As many posts to the bare view."""
    requests = load.post("/create/", f"127.0.0.1:{port}", b"service=DPM-001")
    return [requests] * count


def say(what: str, result: load.Result) -> None:
    print(
        f"{what}: {result.rate:.0f}/s, p50 {result.p50:.1f} ms, "
        f"p95 {result.p95:.1f} ms, {result.failures} failures"
    )


def report(
    ours: list[load.Result],
    baseline: list[load.Result],
    filed: load.Result,
    attached: load.Result,
    raw: float,
) -> None:
    """The last line: medians over the rounds."""
    if any(result.failures for result in [*ours, *baseline, filed, attached]):
        raise SystemExit("Some answers were refusals; there is nothing to compare.")
    value = statistics.median(result.rate for result in ours)
    base = statistics.median(result.rate for result in baseline)
    figures = {
        "bench": "submit",
        "value": round(value, 1),
        "unit": "filings/s",
        "baseline": round(base, 1),
        "ratio": round(value / base, 3),
        "p50_ms": round(statistics.median(r.p50 for r in ours), 1),
        "p95_ms": round(statistics.median(r.p95 for r in ours), 1),
        "raw_loop": round(raw, 1),
        "raw_ratio": round(value / raw, 3),
        "with_300_kb": round(filed.rate, 1),
        "with_300_kb_p95_ms": round(filed.p95, 1),
        "attaching_300_kb": round(attached.rate, 1),
        "attaching_300_kb_p95_ms": round(attached.p95, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
