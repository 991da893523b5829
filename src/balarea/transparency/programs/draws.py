"""`balarea draws audit URL|FILE`: recomputes every draw of a mall from public data.

With an address it reads the draws and the whole log, recomputes the log's tree from its
entries, and checks that no request is missing. With a file only what that contains.
A public round's signature is verified by `pyblst`; a draw by a round doesn't hold
without it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from balarea.transparency.draw import audit
from balarea.transparency.draw.audit import Export, InvalidExport, Log, Report
from balarea.transparency.entries.leaves import InvalidLeaf
from balarea.transparency.programs import clock
from balarea.transparency.programs.following import Contradiction, Follower
from balarea.transparency.programs.log_source import (
    CHECKPOINT_BYTES,
    HttpSource,
    Source,
    Unreachable,
)
from balarea.transparency.programs.mirror import Mirror
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.policies import Policy

WELL, ALARM, UNUSABLE = 0, 1, 2
DRAWS, LOG = "transparansi/undian.json", "transparansi/log/"
EXPORT_BYTES = 50_000_000  # of one page
MAX_PAGES = 10_000
# What is wrong, in words: Indonesian, English.
SENTENCES = {
    "NOT_IN_LOG": ("tidak ada di log", "not in the log"),
    "OTHER_TYPE": ("jenis lain di log", "another kind of entry in the log"),
    "OTHER_LEAF": ("isi log berbeda", "the log has another leaf"),
    "OTHER_FACT": ("catatan log menyebut hal lain", "the log states something else"),
    "BAD_OPENING": ("pembukaan tidak cocok", "an opening doesn't fit"),
    "NO_ROSTER": ("daftar petugas tidak diumumkan", "its roster isn't published"),
    "LATE_ROSTER": ("daftar dibuat setelahnya", "its roster was fixed after it"),
    "NO_PROOFS": ("bukti pengawas tidak ada", "overseers' proofs are missing"),
    "BAD_PROOF": ("bukti pengawas salah", "an overseer's proof is wrong"),
    "NO_ROUND": ("angka publik tidak ada", "the public number is missing"),
    "NO_SIGNATURE": (
        "tanda tangan putaran tidak diumumkan",
        "the round's signature isn't published",
    ),
    "BAD_SIGNATURE": ("tanda tangan putaran salah", "the round's signature is wrong"),
    "EARLY_ROUND": (
        "angka publik dipakai sebelum waktu pengawas habis",
        "the overseers' time wasn't over",
    ),
    "CHOSEN_ROUND": (
        "putaran itu tidak ditetapkan pengumumannya",
        "its announcement doesn't fix that round",
    ),
    "SIMULATED_ROUND": (
        "putaran simulasi, bukan acak; pada peragaan pakai --simulated",
        "a simulated round, not random; of a demonstration use --simulated",
    ),
    "NO_LIBRARY": (
        "tanda tangan putaran tidak diperiksa: pasang pyblst",
        "the round's signature was NOT verified: install pyblst",
    ),
    "NOBODY": ("tidak ada calon", "nobody could be drawn"),
    "OTHER_OFFICER": ("petugas lain yang terpilih", "it picks another officer"),
    "UNANSWERED": ("lama tidak diundi", "requested long ago, never drawn"),
    "UNPUBLISHED": ("ada di log, tidak diumumkan", "in the log, not published"),
    "UNREADABLE": ("tidak terbaca", "unreadable"),
}


def read_draws(source: Source) -> Export:
    """Every page of a mall's draws as one."""
    export = audit.read_export(_text(source.read(DRAWS, EXPORT_BYTES)))
    for _ in range(MAX_PAGES):
        if not export.after:
            return export
        path = f"{DRAWS}?sesudah={export.after}"
        page = audit.read_export(_text(source.read(path, EXPORT_BYTES)))
        export = export.joined(page)
    raise InvalidExport("too many pages")


def read_log(source: Source, keys: list[VerifierKey], folder: Path) -> Log:
    """Every leaf of a log, after its tree was recomputed; copies go into `folder`."""
    follower = Follower(source, Mirror(folder), keys[0].name, keys)
    note = source.read("checkpoint", CHECKPOINT_BYTES)
    return Log([entry for _, entry in follower.follow(note)])


def report_lines(report: Report) -> list[str]:
    """The report, as people read it."""
    lines = [
        f"Undian dihitung ulang · draws recomputed: {report.recomputed}",
        f"Menunggu · waiting: {report.waiting}",
    ]
    if report.simulated:
        lines.append(
            "Dengan putaran simulasi, yang bisa dihitung siapa pun lebih dulu · "
            f"by simulated rounds, which anybody can know: {report.simulated}"
        )
    for about, error in report.discrepancies:
        own, english = SENTENCES[error.code]
        lines.append(f"! {about} {error.code}: {own} · {english} ({error})")
    if report.is_clean:
        lines.append("Semua cocok. · Everything holds.")
    return lines


def run(where: str, policy: Path | None, *, simulated: bool) -> int:
    """Audit and print; 1 where something doesn't hold."""
    if not where.startswith(("http://", "https://")):
        export = audit.read_export(Path(where).read_text(encoding="utf-8"))
        return _show(export, None, simulated)
    if policy is None:
        raise ValueError("--policy: which log is it? Its policy names the log's keys.")
    keys = [log.key for log in Policy.parse(policy.read_text("utf-8")).logs]
    base = where if where.endswith("/") else f"{where}/"
    export = read_draws(HttpSource(base))
    with tempfile.TemporaryDirectory() as folder:
        log = read_log(HttpSource(f"{base}{LOG}"), keys, Path(folder))
    return _show(export, log, simulated)


def _show(export: Export, log: Log | None, allows_simulated: bool) -> int:
    report = audit.audit(
        export, log, now=clock.seconds(), allows_simulated=allows_simulated
    )
    sys.stdout.write("".join(f"{line}\n" for line in report_lines(report)))
    return WELL if report.is_clean else ALARM


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidExport("it is no text") from None


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="balarea draws",
        description="Menghitung ulang undian petugas dari data publik. "
        "Recomputes draws of officers from public data.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("audit", help="semua undian · all draws")
    check.add_argument("where", metavar="URL|FILE", help="alamat mal atau berkas JSON")
    check.add_argument(
        "--policy", type=Path, help="policy.txt: kunci log · the log's keys"
    )
    check.add_argument(
        "--simulated",
        action="store_true",
        help="peragaan: terima putaran simulasi · a demonstration: accept its rounds",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    try:
        return run(options.where, options.policy, simulated=options.simulated)
    except (
        Contradiction,
        InvalidExport,
        InvalidLeaf,
        TlogError,
        Unreachable,
        OSError,
        ValueError,
    ) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
