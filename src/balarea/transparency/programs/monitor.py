"""`balarea monitor URL`: follows a public log from outside, for press, campus, anybody.

It reads public files only, recomputes the tree from all entries, compares what the
witnesses cosigned, keeps a copy of the log, and says by its report, its exit status and
by mail when something isn't in order.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

from balarea.transparency.programs import (
    alarm_mail,
    clock,
    durable_files,
    monitor_state,
)
from balarea.transparency.programs.alarm_mail import CannotMail, Mailer
from balarea.transparency.programs.log_source import HttpSource, Unreachable
from balarea.transparency.programs.monitor_round import Report, Round
from balarea.transparency.programs.monitor_sentences import LANGUAGES, SENTENCES
from balarea.transparency.programs.monitor_state import State, UnusableState
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.text_encoding import to_base64

WELL, ALARM, UNUSABLE = 0, 1, 2
FOLDER = Path("balarea-monitor")
POLICY_PATH = "verifikasi/aturan-saksi.txt"  # below the mall's address
POLICY_BYTES = 64 * 1024
UNREACHABLE_FOR = 180  # seconds, before a running monitor counts it


def lines_of(report: Report, state: State, sentences: Mapping[str, str]) -> list[str]:
    """The report of a round, as people read it."""
    new = report.size - report.old_size
    witnesses = ", ".join(report.cosigned)
    cosigned = (
        f"{_moment(max(report.cosigned.values()))} {sentences['BY']} {witnesses}"
        if witnesses
        else sentences["NOBODY"]
    )
    lines = [
        f"{sentences['LOG']}: {state.origin}",
        f"{sentences['SIZE']}: {report.size} (+{new} {sentences['NEW']})",
        f"{sentences['ROOT']}: {to_base64(report.root)}",
        f"{sentences['COSIGNED']}: {cosigned}",
        f"{sentences['LATE']}: {state.late}",
    ]
    most = sorted(state.counts.items(), key=lambda one: (-one[1], one[0]))
    lines += [f"  {kind}: {count}" for kind, count in most[:10]]
    if not report.findings:
        return [*lines, sentences["WELL"]]
    lines.append(sentences["ALARMS"])
    for finding in report.findings:
        since = _moment(state.alarms[finding.code])
        detail = f" ({finding.detail})" if finding.detail else ""
        lines.append(f"! {finding.code} [{since}] {sentences[finding.code]}{detail}")
        if finding.evidence:
            lines.append(f"  {sentences['EVIDENCE']} {finding.evidence}")
    return lines


def _moment(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def mail(mailer: Mailer | None, state: State, report: str, language: str) -> None:
    """Write once when an alarm begins, and once when all is in order again.

    What the server doesn't take is tried again after the next round.
    """
    begun = set(state.alarms) - set(state.mailed)
    is_over = bool(state.mailed) and not state.alarms
    if mailer is None or not (begun or is_over):
        return
    sentences = SENTENCES[language]
    subject = sentences["SUBJECT_ALARM" if begun else "SUBJECT_WELL"]
    try:
        mailer.send(subject.format(origin=state.origin), report)
    except CannotMail as error:
        sys.stderr.write(f"{error}\n")
    else:
        state.mailed = list(state.alarms)


def _policy_file(options: argparse.Namespace) -> Path:
    own: Path = options.folder / "policy.txt"
    return options.policy or own


def trusted_policy(options: argparse.Namespace) -> Policy:
    """The policy of `--policy`; else the one that this folder began with.

    The first time it is the mall's own, which is believed once and then remembered:
    whoever changes keys or witnesses later is found by it.
    """
    path = _policy_file(options)
    if options.policy is None and not path.exists():
        source = HttpSource(urljoin(options.url, "/"))
        text = source.read(POLICY_PATH, POLICY_BYTES)
        policy = Policy.parse(text.decode())
        options.folder.mkdir(parents=True, exist_ok=True)
        durable_files.replace(path, text)
        sentence = SENTENCES[options.lang]["FIRST_POLICY"]
        say(sentence.format(address=f"{source.url}{POLICY_PATH}", path=path))
        return policy
    return Policy.parse(path.read_text(encoding="utf-8"))


def run(options: argparse.Namespace, mailer: Mailer | None) -> int:
    """Round after round, or once; returns the last round's exit status."""
    policy = trusted_policy(options)
    if not policy.logs or len({log.key.name for log in policy.logs}) > 1:
        raise ValueError(
            f"{_policy_file(options)} must name one log, by its key or keys"
        )
    monitoring = Round(
        folder=options.folder,
        source=HttpSource(options.url),
        policy=policy,
        silence=options.silence * 60,
        witness_source=HttpSource,
        promise_key=options.promise_key,
        patience=0 if options.once else UNREACHABLE_FOR,
    )
    options.folder.mkdir(parents=True, exist_ok=True)
    with durable_files.locked(options.folder):
        state = monitor_state.read(options.folder, monitoring.origin)
        if options.acknowledge:
            state.alarms = {}
        while True:
            report = monitoring.run(state, clock.seconds())
            text = "\n".join(lines_of(report, state, SENTENCES[options.lang]))
            if options.once or report.findings or report.size != report.old_size:
                say(f"{text}\n")
            mail(mailer, state, text, options.lang)
            monitor_state.write(options.folder, state)
            if options.once:
                return ALARM if report.findings else WELL
            time.sleep(options.every)


def positive(text: str) -> int:
    """A number of one or more, for `argparse`."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} < 1")
    return number


def add_alarm_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mail-to",
        action="append",
        default=[],
        metavar="ADDRESS",
        help=f"alarm lewat surel; server: {alarm_mail.PREFIX}SMTP … · alarms by mail",
    )
    parser.add_argument(
        "--promise-key",
        type=VerifierKey.parse,
        metavar="VKEY",
        help="kunci janji; berkas janji di map promises · key of promises, whose files "
        "lie in the folder's `promises`",
    )
    parser.add_argument(
        "--acknowledge",
        action="store_true",
        help="alarm yang sudah ditindaklanjuti dihapus · clear alarms you dealt with",
    )


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="balarea monitor",
        description="Memantau sebuah log publik dari luar. "
        "Follows a public log from outside.",
        epilog="0: cocok · in order; 1: alarm; 2: tidak dapat berjalan · can't run",
    )
    parser.add_argument("url", help="alamat log · the log's address")
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="kunci log dan saksi yang dipercaya; tanpa ini: milik mal, sejak pertama "
        "· trusted keys (tlog-policy); without it the mall's own, from the first time",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help=f"keadaan, salinan, bukti · state, copy, evidence (default: {FOLDER})",
    )
    parser.add_argument(
        "--once", action="store_true", help="satu putaran, untuk cron · one round"
    )
    parser.add_argument(
        "--every", type=positive, default=60, metavar="SECONDS", help="(default: 60)"
    )
    parser.add_argument(
        "--silence",
        type=positive,
        default=10,
        metavar="MINUTES",
        help="log dianggap diam · the log counts as silent (default: 10)",
    )
    add_alarm_options(parser)
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    return parser.parse_args(arguments)


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit(WELL)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        recipients = options.mail_to
        mailer = alarm_mail.configured(os.environ, recipients) if recipients else None
        return run(options, mailer)
    except KeyboardInterrupt:
        return WELL
    except (
        UnusableState,
        Unreachable,
        CannotMail,
        durable_files.FolderInUse,
        OSError,
        ValueError,
    ) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return UNUSABLE
