"""`balarea verify`: checks a receipt of the public log, without the server and network.

It needs Python and `cryptography` only: a copy of `balarea/transparency`'s folders
`tlog`, `verifier` and `programs` with the modules beside them is enough.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from balarea.transparency.verifier import checking, containers, wording

VALID, INVALID, MISUSED = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """0 for a valid receipt, 1 for any other, 2 for a file that can't be read."""
    given = _parser().parse_args(arguments)
    try:
        receipt = _content(given.receipt)
        policy = _content(given.policy) if given.policy else None
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return MISUSED
    verdict = checking.check(receipt, policy)
    if given.json:
        sys.stdout.write(json.dumps(as_json(verdict)) + "\n")
    else:
        sys.stdout.write(_text(verdict, given.lang))
    return VALID if verdict.is_valid else INVALID


def as_json(verdict: checking.Verdict) -> dict[str, str | int]:
    """What the verifiers of all languages say of a receipt."""
    return {
        "code": verdict.code,
        "index": verdict.index,
        "size": verdict.size,
        "hash": verdict.leaf_hash.hex(),
        "type": verdict.leaf.type if verdict.leaf else "",
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="balarea verify",
        description="Memeriksa bukti dari log publik, tanpa server dan jaringan."
        " Checks a receipt of the public log, without server and network.",
    )
    parser.add_argument(
        "receipt",
        metavar="BERKAS",
        help="PDF, .tlog-proof, atau berkas teks dari kode QR; - untuk masukan standar",
    )
    parser.add_argument(
        "--policy",
        metavar="BERKAS",
        help="aturan saksi yang Anda percaya; tanpa itu, yang terlampir di PDF",
    )
    parser.add_argument("--lang", choices=wording.LANGUAGES, default="id")
    parser.add_argument("--json", action="store_true", help="hasil untuk program")
    return parser


def _content(path: str) -> bytes:
    """At most `MAX_BYTES`: what is cut off there is no receipt of ours."""
    if path == "-":
        return sys.stdin.buffer.read(containers.MAX_BYTES)
    with Path(path).open("rb") as file:
        return file.read(containers.MAX_BYTES)


def _text(verdict: checking.Verdict, language: str) -> str:
    lines = [f"{verdict.code}: {wording.sentence(verdict, language)}"]
    facts = wording.facts(verdict, language, _local)
    lines += [f"  {label}: {value}" for label, value in facts]
    lines += [f"  {remark}" for remark in wording.remarks(verdict, language)]
    return "\n".join(lines) + "\n"


def _local(seconds: int) -> str:
    """The time as this computer's zone writes it, with its distance from UTC."""
    moment = dt.datetime.fromtimestamp(seconds, tz=dt.UTC).astimezone()
    return moment.strftime("%d-%m-%Y %H.%M.%S (UTC%z)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
