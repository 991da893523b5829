"""The search page beside a bare Django view of the same size, 16 connections.

The questions are the judged ones, as people ask, each in several wordings; so most are
new to the server and some come back, as in life. With `--fresh` none ever comes back.
"""

import argparse
import statistics
import zlib
from urllib.parse import urlencode

import yaml
from bench import load, page, serving

JUDGED = "src/balarea/catalogue/tests/judged_queries{}.yaml"
WORDINGS = ("", "cara ", "mau ", "gimana ", "tolong ", "syarat ", "biaya ", "saya mau ")


def paths(*, is_fresh: bool) -> list[str]:
    """Addresses of searches, shuffled the same way each time."""
    questions: list[str] = []
    for language in ("", "_en"):
        text = (serving.ROOT / JUDGED.format(language)).read_text(encoding="utf-8")
        questions += yaml.safe_load(text)
    searches = [before + question for before in WORDINGS for question in questions]
    if is_fresh:  # a word without meaning makes each address new
        searches = [f"{question} x{n}" for n in range(12) for question in searches]
    searches.sort(key=lambda question: zlib.crc32(question.encode()))
    return [f"/layanan/?{urlencode({'q': question})}" for question in searches]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    serving.prepare()
    searches = paths(is_fresh=options.fresh)
    with serving.server(serving.OURS, "/layanan/") as ours:
        size = int(
            statistics.mean(len(serving.get(ours, one)) for one in searches[:20])
        )
        with serving.server(
            serving.BASELINE, "/DKC-006/", BALAREA_BASELINE_BYTES=str(size)
        ) as baseline:
            print(f"{len(searches)} searches; {size} bytes a page, the bare view too.")
            rates: dict[str, list[load.Result]] = {"search": [], "baseline": []}
            for number in range(options.rounds):
                for name, port, wanted in (
                    ("search", ours, searches),
                    ("baseline", baseline, ["/DKC-006/"]),
                ):
                    host = f"127.0.0.1:{port}"
                    result = load.run(
                        port=port,
                        turns=[[load.request(one, host)] for one in wanted],
                        seconds=options.seconds,
                    )
                    rates[name].append(result)
                    print(
                        f"round {number + 1} {name}: {result.rate:.0f}/s, "
                        f"p50 {result.p50:.1f} ms, p95 {result.p95:.1f} ms, "
                        f"{result.failures} failures"
                    )
    page.report("search", rates["search"], rates["baseline"])


if __name__ == "__main__":
    main()
