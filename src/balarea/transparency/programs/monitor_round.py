"""One round of a monitor: fetch, follow, check; what isn't in order is a finding."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from balarea.transparency.entries import leaves
from balarea.transparency.programs import (
    evidence,
    leaf_checks,
    monitor_state,
    promise_checks,
)
from balarea.transparency.programs.following import (
    Contradiction,
    Follower,
    Position,
    consistency_text,
)
from balarea.transparency.programs.leaf_checks import Window
from balarea.transparency.programs.log_source import (
    CHECKPOINT_BYTES,
    Source,
    Unreachable,
    read_tile,
)
from balarea.transparency.programs.mirror import Damaged, Mirror
from balarea.transparency.programs.monitor_state import State
from balarea.transparency.programs.promise_checks import Moment
from balarea.transparency.tlog import checkpoints, cosignatures, merkle, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.tlog.policies import Policy, PolicyNotMet
from balarea.transparency.tlog.tiles import ENTRIES, WIDTH, Tile

# The next round doesn't see these again; they stand until somebody acknowledges them.
LASTING = {"ALTERED", "BACKDATED", "FUTURE", "LEAF_INVALID"}
LASTING |= {"PROMISE_BROKEN", "SPLIT_VIEW"}
MOST_SHOWN = 5  # indexes of leaves in one finding


@dataclass(frozen=True)
class Finding:
    """Something that isn't in order.

    Args:
        code: of `monitor_sentences`.
        detail: numbers and names.
        evidence: the folder with what proves it.
    """

    code: str
    detail: str = ""
    evidence: Path | None = None


@dataclass
class Report:
    """What a round saw.

    Args:
        is_followed: whether the log was read, and contradicts nothing.
    """

    at: int
    is_followed: bool = False
    old_size: int = 0
    size: int = 0
    root: bytes = b""
    cosigned: dict[str, int] = field(default_factory=dict)  # witness → time
    findings: list[Finding] = field(default_factory=list)


@dataclass
class Round:
    """Follows one log in one folder.

    Args:
        policy: whose signatures and cosignatures are demanded.
        silence: seconds without a newly cosigned checkpoint after which the log counts
            as silent.
        witness_source: opens a witness's address, to compare what it cosigned.
        choose: an index below the given one: which of the log's earlier files is
            compared with the copy in this round.
        promise_key: that signs the log's promises; None if none are looked at.
        patience: seconds for which the log may be unreachable before that is a finding.
    """

    folder: Path
    source: Source
    policy: Policy
    silence: int
    witness_source: Callable[[str], Source]
    choose: Callable[[int], int] = secrets.randbelow
    promise_key: VerifierKey | None = None
    patience: int = 0

    @property
    def origin(self) -> str:
        return self.policy.logs[0].key.name

    def run(self, state: State, at: int) -> Report:
        """One round; `state` becomes the new one, and is stored."""
        keys = [log.key for log in self.policy.logs]
        mirror = Mirror(self.folder / monitor_state.MIRROR)
        follower = Follower(self.source, mirror, self.origin, keys, _position(state))
        report = Report(at, old_size=follower.position.size)
        for finding in self._findings(follower, state, report):
            report.findings.append(finding)
        report.size = follower.position.size
        report.root = follower.position.root
        _remember_alarms(state, report)
        monitor_state.write(self.folder, state)
        return report

    def _findings(
        self, follower: Follower, state: State, report: Report
    ) -> Iterator[Finding]:
        try:
            data = self.source.read("checkpoint", CHECKPOINT_BYTES)
            yield from self._follow(follower, data, state, report)
            state.reached_at = report.at
            report.is_followed = True
            yield from self._check_again(follower, report.at)
        except Unreachable as error:
            if report.at - state.reached_at > self.patience:
                yield Finding("UNREACHABLE", str(error))
        except Damaged as error:
            yield Finding("MIRROR_DAMAGED", str(error))
            return
        except Contradiction as raised:
            yield self._saved(raised.code, str(raised), raised.files, report.at)
        except TlogError as error:
            yield Finding("NOT_SIGNED", str(error))
        if state.changed_at and report.at - state.changed_at > self.silence:
            yield Finding("SILENT", f"{(report.at - state.changed_at) // 60} min")
        yield from self._compare_witnesses(follower, state, report.at)
        yield from self._check_promises(follower, state, report)

    def _follow(
        self, follower: Follower, data: bytes, state: State, report: Report
    ) -> Iterator[Finding]:
        """Follow to a checkpoint, cosigned or not, and check each new leaf."""
        times = cosignatures.times(data, [one.key for one in self.policy.witnesses])
        first, last = (min(times.values()), max(times.values())) if times else (0, 0)
        window = Window(state.cosigned_at, first or report.at)
        version, counts, late = state.version, Counter(state.counts), state.late
        problems: dict[str, list[int]] = {}
        for index, entry in follower.follow(data):
            code, version = leaf_checks.problem(entry, window, version)
            if code:
                problems.setdefault(code, []).append(index)
            if code != "LEAF_INVALID":
                leaf = leaves.decode(entry)
                counts[leaf.type] += 1
                late += leaf.is_late
        shortfall = self._shortfall(data)
        if shortfall:
            yield Finding("NOT_COSIGNED", shortfall)
        elif data.decode() != state.note:
            state.changed_at = last or report.at
        state.note, state.version, state.late = data.decode(), version, late
        state.counts, state.cosigned_at = dict(counts), window.before
        report.cosigned = dict(times)
        for code, indexes in problems.items():
            shown = ", ".join(map(str, indexes[:MOST_SHOWN]))
            more = f" … ({len(indexes)})" if len(indexes) > MOST_SHOWN else ""
            yield Finding(code, f"{shown}{more}")

    def _shortfall(self, data: bytes) -> str:
        """The witnesses that a checkpoint lacks; empty if it has enough."""
        try:
            self.policy.check(data)
        except PolicyNotMet as error:
            absent = [name for one in error.missing for name in one.absent]
            return ", ".join(dict.fromkeys(absent)) or str(error)
        return ""

    def _check_again(self, follower: Follower, at: int) -> Iterator[Finding]:
        """That the log still serves one of its earlier files as it was copied."""
        full = follower.position.size // WIDTH
        if not full:
            return
        index = self.choose(full)
        for tile in (Tile(0, index), Tile(ENTRIES, index)):
            try:
                served = read_tile(self.source, tile)
                copied = follower.mirror.read(tile)
            except Unreachable as error:
                yield Finding("UNREACHABLE", str(error))
            except Damaged as error:
                yield Finding("MIRROR_DAMAGED", str(error))
            else:
                if served != copied:
                    note = follower.position.note
                    files = {"served.bin": served, "copied.bin": copied}
                    files |= {"later.checkpoint": note}
                    yield self._saved("ALTERED", tile.path, files, at)

    def _check_promises(
        self, follower: Follower, state: State, report: Report
    ) -> Iterator[Finding]:
        if self.promise_key is None:
            return
        at = report.at if report.is_followed else 0
        moment = Moment(follower.position.size, state.cosigned_at, at)
        folder = self.folder / promise_checks.FOLDER
        for code, detail in promise_checks.problems(
            folder, self.promise_key, follower.mirror, state, moment
        ):
            yield Finding(code, detail)

    def _compare_witnesses(
        self, follower: Follower, state: State, at: int
    ) -> Iterator[Finding]:
        """That each witness cosigned the tree that is served to us."""
        path = f"{hashlib.sha256(self.origin.encode()).hexdigest()}/checkpoint"
        for witness in self.policy.witnesses:
            if not witness.url:
                continue
            try:
                data = self.witness_source(witness.url).read(path, CHECKPOINT_BYTES)
                notes.open_note(data, [witness.key])
                seen = follower.open(data)
            except (Unreachable, TlogError, ValueError):
                data, seen = b"", None  # the policy says whether it is needed
            earlier, since = state.seen.get(witness.url, ("", at))
            for note in filter(None, (earlier.encode(), data)):
                yield from self._compare(follower, note, at)
            is_longer = seen is not None and seen.size > follower.position.size
            still = bool(earlier) and _size(earlier) > follower.position.size
            state.seen.pop(witness.url, None)
            if still:
                state.seen[witness.url] = earlier, since
                if at - since > self.silence:
                    sizes = f"{_size(earlier)} > {follower.position.size}"
                    yield Finding("WITHHELD", f"{witness.name}: {sizes}")
            elif is_longer:
                state.seen[witness.url] = data.decode(), at

    def _compare(self, follower: Follower, data: bytes, at: int) -> Iterator[Finding]:
        """A finding if a cosigned checkpoint isn't of the tree that was followed."""
        try:
            seen = follower.open(data)
            if seen.size > follower.position.size:
                return
            size = follower.position.size
            hashes = follower.mirror.hashes(size)
            root = merkle.root(seen.size, hashes)
            proof = merkle.consistency_proof(seen.size, size, hashes)
        except (TlogError, Damaged):
            return
        if root != seen.root:
            files = {
                "earlier.checkpoint": data,
                "later.checkpoint": follower.position.note,
                "consistency.txt": consistency_text(seen.size, root, proof),
            }
            yield self._saved("SPLIT_VIEW", f"{seen.size}", files, at)

    def _saved(
        self, code: str, detail: str, files: dict[str, bytes], at: int
    ) -> Finding:
        place = self.folder / monitor_state.EVIDENCE
        files = {**files, "reason.txt": f"{code}: {detail}\n".encode()}
        try:
            return Finding(code, detail, evidence.save(place, code, files, at))
        except OSError as error:
            return Finding(code, f"{detail}; {error}")


def _position(state: State) -> Position:
    if not state.note:
        return Position()
    checkpoint = _checkpoint(state.note)
    return Position(state.note.encode(), checkpoint.size, checkpoint.root)


def _checkpoint(note: str) -> Checkpoint:
    return checkpoints.parse(notes.parse(note.encode()).text)


def _size(note: str) -> int:
    return _checkpoint(note).size


def _remember_alarms(state: State, report: Report) -> None:
    """Note since when each finding stands; lasting ones are repeated."""
    codes = {finding.code for finding in report.findings}
    for code in LASTING & set(state.alarms) - codes:
        report.findings.append(Finding(code))
        codes.add(code)
    state.alarms = {code: state.alarms.get(code, report.at) for code in sorted(codes)}
