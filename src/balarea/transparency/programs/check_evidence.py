"""`balarea evidence DIR`: whether saved checkpoints prove that a log forked.

For a third person, who trusts neither the log nor whoever saved the evidence: both
notes must bear the log's own signature, by the keys of a policy.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from balarea.transparency.programs.monitor_sentences import LANGUAGES
from balarea.transparency.tlog import checkpoints, merkle, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.text_encoding import from_base64, from_decimal

PROVEN, NOT_PROVEN, UNUSABLE = 0, 1, 2
_VERDICTS = {
    "id": {
        "FORK": "TERBUKTI: log menandatangani dua riwayat yang berbeda.",
        "SHRUNK": "Petunjuk saja: log menandatangani catatan yang lebih pendek. Itu "
        "wajar jika catatan itu lebih tua; bandingkan waktu saksinya.",
        "NOT_SIGNED": "Bukan bukti: salah satu catatan tidak ditandatangani log.",
        "NOTHING": "Tidak membuktikan cabang: kedua catatan dapat sama-sama benar.",
    },
    "en": {
        "FORK": "PROVEN: the log signed two different histories.",
        "SHRUNK": "Only a hint: the log signed a shorter checkpoint. That is in order "
        "if it is older; compare the witnesses' times.",
        "NOT_SIGNED": "No evidence: the log didn't sign one of the checkpoints.",
        "NOTHING": "No fork is proven: both checkpoints may be true.",
    },
}


def verdict(folder: Path, keys: Sequence[notes.VerifierKey]) -> str:
    """The code of what a folder of evidence proves.

    Raises:
        OSError: a file can't be read.
    """
    data = [
        (folder / name).read_bytes()
        for name in ("earlier.checkpoint", "later.checkpoint")
    ]
    try:
        earlier, later = (
            checkpoints.parse(notes.open_note(one, keys).text) for one in data
        )
    except TlogError:
        return "NOT_SIGNED"
    if earlier.origin != later.origin:
        return "NOTHING"
    if earlier.size == later.size and earlier.root != later.root:
        return "FORK"
    if _begins_otherwise(folder / "consistency.txt", earlier, later):
        return "FORK"
    return "SHRUNK" if later.size < earlier.size else "NOTHING"


def _begins_otherwise(path: Path, earlier: Checkpoint, later: Checkpoint) -> bool:
    """Whether a proof shows that the later tree begins with another earlier one."""
    if not path.exists():
        return False
    try:
        first, root, *proof = path.read_text(encoding="ascii").splitlines()
        size = from_decimal(first.removeprefix("old "))
        merkle.verify_consistency(
            size,
            later.size,
            from_base64(root),
            later.root,
            [from_base64(line) for line in proof],
        )
    except ValueError:
        return False
    return size == earlier.size and from_base64(root) != earlier.root


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="balarea evidence",
        description="Memeriksa bukti bahwa sebuah log bercabang. "
        "Checks evidence that a log forked.",
    )
    parser.add_argument("folder", type=Path, help="map bukti · folder of evidence")
    parser.add_argument(
        "--policy",
        type=Path,
        required=True,
        metavar="FILE",
        help="kunci log yang dipercaya · the log's trusted keys (tlog-policy)",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    options = parser.parse_args(arguments)
    try:
        policy = Policy.parse(options.policy.read_text(encoding="utf-8"))
        code = verdict(options.folder, [log.key for log in policy.logs])
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    sys.stdout.write(f"{code}: {_VERDICTS[options.lang][code]}\n")
    return PROVEN if code == "FORK" else NOT_PROVEN
