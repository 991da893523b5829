"""The service page beside a bare Django view of the same size, 16 connections."""

import argparse
import json
import statistics

from bench import load, serving

PATH = "/layanan/DKC-006/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    serving.prepare()
    with serving.server(serving.OURS, PATH) as ours:
        size = len(serving.get(ours, PATH))
        with serving.server(
            serving.BASELINE, "/DKC-006/", BALAREA_BASELINE_BYTES=str(size)
        ) as baseline:
            bare = len(serving.get(baseline, "/DKC-006/"))
            print(f"{PATH}: {size} bytes; the bare view: {bare} bytes, one select.")
            print(f"Granian, {serving.WORKERS} workers.")
            rates: dict[str, list[load.Result]] = {"page": [], "baseline": []}
            for number in range(options.rounds):
                for name, port, path in (
                    ("page", ours, PATH),
                    ("baseline", baseline, "/DKC-006/"),
                ):
                    result = load.run(
                        port=port,
                        turns=[[load.request(path, f"127.0.0.1:{port}")]],
                        seconds=options.seconds,
                    )
                    rates[name].append(result)
                    print(
                        f"round {number + 1} {name}: {result.rate:.0f}/s, "
                        f"p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, "
                        f"{result.bytes_each:.0f} bytes, {result.failures} failures"
                    )
    report("page", rates["page"], rates["baseline"])


def report(bench: str, ours: list[load.Result], baseline: list[load.Result]) -> None:
    """The last line: medians over the rounds."""
    if any(result.failures for result in ours + baseline):
        raise SystemExit("Some answers were not 200; there is nothing to compare.")
    value = statistics.median(result.rate for result in ours)
    base = statistics.median(result.rate for result in baseline)
    print(
        json.dumps(
            {
                "bench": bench,
                "value": round(value, 1),
                "unit": "req/s",
                "baseline": round(base, 1),
                "ratio": round(value / base, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
