"""Which signatures a reader demands before trusting a checkpoint (tlog-policy).

log <vkey> [<url>]
witness <name> <vkey> [<url>]
group <name> <k>|any|all <member> …
quorum <name>|none
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import checkpoints, notes
from .checkpoints import Checkpoint
from .errors import TlogError
from .notes import KeyType, VerifierKey
from .text_encoding import from_decimal

NONE = "none"
MAX_LINES = 64  # of each sort; the specification recommends 32 at least

_LOG_TYPES = {KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE}
_WITNESS_TYPES = {KeyType.ED25519_COSIGNATURE, KeyType.MLDSA44_COSIGNATURE}
_BAD_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class InvalidPolicy(TlogError):
    """A text that is no policy; the message names the line."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A witness that didn't cosign, or a group of which too few members did.

    Args:
        name: of the witness or group in the policy.
        needed: how many members must cosign; 1 of a witness.
        present: how many did.
        absent: the members that didn't.
    """

    name: str
    needed: int
    present: int
    absent: tuple[str, ...] = ()


class PolicyNotMet(TlogError):
    """A checkpoint that lacks signatures.

    `missing` says which cosignatures, the outermost group first; it is empty if no
    listed log signed.
    """

    def __init__(self, message: str, missing: tuple[Shortfall, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Log:
    """A log whose checkpoints are accepted; its key bears the origin as name."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness under the name that the policy gives it."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses or groups of which `threshold` must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Logs, witnesses and the quorum: the name of a witness or group, or `none`."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """The policy of this text, else `InvalidPolicy`."""
        return _Reading(text).policy()

    def format(self) -> str:
        return "".join(
            " ".join(word for word in words if word) + "\n" for words in self._lines()
        )

    def _lines(self) -> Iterator[tuple[str, ...]]:
        for log in self.logs:
            yield "log", log.key.vkey, log.url
        for one in self.witnesses:
            yield "witness", one.name, one.key.vkey, one.url
        for group in self.groups:
            yield "group", group.name, str(group.threshold), *group.members
        yield "quorum", self.quorum

    def check(self, data: bytes) -> Checkpoint:
        """The checkpoint in this signed note, if one of the logs and the quorum signed.

        Raises:
            PolicyNotMet: too few signed.
            InvalidNote: it is no note, or a signature of a listed key fails.
            InvalidCheckpoint: its text is no checkpoint's.
        """
        note = notes.parse(data)
        keys = [log.key for log in self.logs] + [one.key for one in self.witnesses]
        signers = {key.key_id + key.public for key, _ in notes.verified(note, keys)}
        checkpoint = checkpoints.parse(note.text)
        if not any(
            log.key.name == checkpoint.origin
            and log.key.key_id + log.key.public in signers
            for log in self.logs
        ):
            raise PolicyNotMet(f"no listed log signed for {checkpoint.origin}")
        present = {
            one.name
            for one in self.witnesses
            if one.key.key_id + one.key.public in signers
        }
        if missing := self._missing(present):
            raise PolicyNotMet(f"too few cosignatures for {self.quorum}", missing)
        return checkpoint

    def _missing(self, present: set[str]) -> tuple[Shortfall, ...]:
        """What the quorum lacks, if these witnesses cosigned."""
        fulfilled = set(present)
        for group in self.groups:  # members stand before the groups that list them
            if len(fulfilled.intersection(group.members)) >= group.threshold:
                fulfilled.add(group.name)
        if self.quorum == NONE or self.quorum in fulfilled:
            return ()
        return tuple(self._shortfalls(self.quorum, fulfilled))

    def _shortfalls(self, name: str, fulfilled: set[str]) -> Iterator[Shortfall]:
        by_name = {group.name: group for group in self.groups}
        waiting = [name]
        while waiting:
            current = waiting.pop(0)
            if not (group := by_name.get(current)):
                yield Shortfall(current, 1, 0)
                continue
            absent = tuple(one for one in group.members if one not in fulfilled)
            present = len(group.members) - len(absent)
            yield Shortfall(current, group.threshold, present, absent)
            waiting += [one for one in absent if one in by_name]


class _Reading:
    """One pass over the lines of a policy."""

    def __init__(self, text: str) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.names: set[str] = set()
        self.members: set[str] = set()
        if _BAD_CHARACTER.search(text):
            raise InvalidPolicy("a control character")
        for number, line in enumerate(text.split("\n"), start=1):
            words = re.findall(r"[^ \t]+", line)
            if not words or words[0].startswith("#"):
                continue
            try:
                self._read(*words)
            except ValueError as error:
                raise InvalidPolicy(f"line {number}: {error}") from error

    def policy(self) -> Policy:
        if self.quorum is None:
            raise InvalidPolicy("no quorum line")
        return Policy(
            tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum
        )

    def _read(self, sort: str, *words: str) -> None:
        match sort, words:
            case "log", (vkey, *url) if len(url) < 2:
                self._log(Log(VerifierKey.parse(vkey), *url))
            case "witness", (name, vkey, *url) if len(url) < 2:
                self._witness(Witness(name, VerifierKey.parse(vkey), *url))
            case "group", (name, threshold, *members) if members:
                self._group(name, threshold, tuple(members))
            case "quorum", (name,):
                self._quorum(name)
            case _:
                raise InvalidPolicy("not a line of log, witness, group or quorum")
        lines = len(self.logs), len(self.witnesses), len(self.groups)
        if max(lines) > MAX_LINES:
            raise InvalidPolicy(f"more than {MAX_LINES} of one sort")

    def _log(self, log: Log) -> None:
        if log.key.type not in _LOG_TYPES:
            raise InvalidPolicy("not a log's type of key")
        if log.key.public in {one.key.public for one in self.logs}:
            raise InvalidPolicy("a log's key that was listed before")
        self.logs.append(log)

    def _witness(self, witness: Witness) -> None:
        if witness.key.type not in _WITNESS_TYPES:
            raise InvalidPolicy("not a witness's type of key")
        if witness.key.public in {one.key.public for one in self.witnesses}:
            raise InvalidPolicy("a witness's key that was listed before")
        self._define(witness.name)
        self.witnesses.append(witness)

    def _group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        if len(set(members)) < len(members) or self.members.intersection(members):
            raise InvalidPolicy("a member that was listed before")
        if not self.names.issuperset(members):
            raise InvalidPolicy("a member that isn't defined before")
        words = {"any": 1, "all": len(members)}
        number = words[threshold] if threshold in words else from_decimal(threshold)
        if not 1 <= number <= len(members):
            raise InvalidPolicy(f"{number} of {len(members)} members")
        self._define(name)
        self.members.update(members)
        self.groups.append(Group(name, number, members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise InvalidPolicy("a second quorum line")
        if name != NONE and name not in self.names:
            raise InvalidPolicy("a quorum that isn't defined before")
        self.quorum = name

    def _define(self, name: str) -> None:
        if name == NONE or name in self.names:
            raise InvalidPolicy("a name that is taken")
        self.names.add(name)
