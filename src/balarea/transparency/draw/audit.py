"""Recomputing draws from what is published of them, by anybody.

With the log's own leaves everything is checked: that each roster was fixed before the
request, that the random value is the overseers' for the request's own leaf and picks
this officer, that the log says the same, and that no request of the log is missing.
"""

import contextlib
import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from balarea.transparency.entries import commitments, leaves
from balarea.transparency.entries.commitments import Opening
from balarea.transparency.entries.leaves import Leaf
from balarea.transparency.tlog import merkle

from . import ecvrf, picking, records, rounds

REQUESTS = frozenset({"DRAW_REQUESTED", "REDRAWN"})
# How long a request may stay without a result before it counts as unanswered.
PATIENCE = 24 * 3600
MAX_DRAWS = 100_000


class Discrepancy(ValueError):
    """A draw that doesn't hold. `code` is stable; the text says what is wrong."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class InvalidExport(ValueError):
    """What was read is no export of draws."""


@dataclasses.dataclass(frozen=True, slots=True)
class PublishedRoster:
    """A roster's document, and what opens its log entry."""

    document: str
    opening: str


@dataclasses.dataclass(frozen=True, slots=True)
class PublishedDraw:
    """All that is published of one draw; see the columns of the same names.

    `leaf` is the request's; `proofs` are the overseers', or `randomness` and its
    `signature` those of the public round that `fallback` announced. `officer` is empty,
    with `result`, while it is not completed.
    """

    document: str
    opening: str
    leaf: str = ""
    log_proof: str = ""
    proofs: tuple[str, ...] = ()
    fallback: str = ""
    randomness: str = ""
    officer: str = ""
    result: str = ""
    signature: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Export:
    """Rosters and draws as the mall publishes them.

    `after` is the id (hex) after which the next page of draws begins; empty at the end.
    """

    rosters: tuple[PublishedRoster, ...]
    draws: tuple[PublishedDraw, ...]
    after: str = ""

    def joined(self, later: "Export") -> "Export":
        """This page and those after it as one."""
        return Export(
            tuple(dict.fromkeys(self.rosters + later.rosters)),
            self.draws + later.draws,
            later.after,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """How many draws hold, which wait, and what is wrong: (what it is about, why).

    `simulated` of those that hold are by rounds that anybody can know beforehand.
    """

    recomputed: int
    waiting: int
    discrepancies: tuple[tuple[str, Discrepancy], ...]
    simulated: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.discrepancies


def write_export(export: Export) -> str:
    """The JSON of an export; `read_export` is the inverse."""
    content = dataclasses.asdict(export) | {"v": 1}
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def read_export(text: str) -> Export:
    """Raises InvalidExport for anything else."""
    try:
        content = json.loads(text)
        if content["v"] != 1 or len(content["draws"]) > MAX_DRAWS:
            raise InvalidExport("another version, or too many draws")
        return Export(
            tuple(PublishedRoster(**_texts(one)) for one in content["rosters"]),
            tuple(_draw(one) for one in content["draws"]),
            _text(content["after"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidExport(f"no export of draws: {error}") from None


def _draw(content: Mapping[str, Any]) -> PublishedDraw:
    proofs = tuple(_text(one) for one in content["proofs"])
    others = {name: value for name, value in content.items() if name != "proofs"}
    return PublishedDraw(proofs=proofs, **_texts(others))


def _texts(content: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in content.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InvalidExport("a value is no text")
    return value


class Log:
    """The leaves of a log, discrepancies by what they commit to."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self._places: dict[bytes, list[int]] = {}
        self.leaves: list[tuple[bytes, Leaf]] = []
        for index, data in enumerate(entries):
            leaf = leaves.decode(data)
            self.leaves.append((data, leaf))
            self._places.setdefault(leaf.commitment, []).append(index)

    def index_of(self, opening: Opening, types: frozenset[str]) -> int:
        """The index of the one leaf of these types that the opening opens.

        Raises:
            Discrepancy: there is none, or there are several.
        """
        places = self._places.get(commitments.root(opening.commitments), [])
        if len(places) != 1:
            raise Discrepancy("NOT_IN_LOG", "the log has no such entry, or two")
        [index] = places
        leaf = self.leaves[index][1]
        if leaf.type not in types:
            raise Discrepancy("OTHER_TYPE", f"the log has it as {leaf.type}")
        _check_opening(opening, leaf)
        return index


def audit(
    export: Export,
    log: Log | None = None,
    *,
    now: int = 0,
    allows_simulated: bool = False,
) -> Report:
    """Recompute every draw of an export.

    Args:
        log: every leaf of the log; without it only what the export itself proves.
        now: this moment in seconds of Unix time, to know which draws may still wait.
        allows_simulated: whether a demonstration's simulated rounds may stand in.
    """
    discrepancies: list[tuple[str, Discrepancy]] = []
    recomputed = waiting = simulated = 0
    rosters: dict[str, PublishedRoster] = {}
    for roster in export.rosters:
        rosters[records.digest(roster.document)] = roster
    at_hand: set[int] = set()
    for draw in export.draws:
        name = records.digest(draw.document)[:16]
        try:
            check = _Check(draw, rosters, log, allows_simulated, at_hand)
            check.run()
            recomputed += bool(draw.result)
            waiting += not draw.result
            simulated += check.is_simulated
            if not draw.result:
                _check_patience(check.time, now)
        except Discrepancy as error:
            discrepancies.append((name, error))
        except (ValueError, TypeError) as error:
            discrepancies.append((name, Discrepancy("UNREADABLE", str(error))))
    discrepancies += _unpublished(log, at_hand)
    return Report(recomputed, waiting, tuple(discrepancies), simulated)


def _check_patience(time: int, now: int) -> None:
    if now and time and now - time > PATIENCE:
        raise Discrepancy("UNANSWERED", "it was requested long ago and never drawn")


def _unpublished(
    log: Log | None, at_hand: set[int]
) -> Iterator[tuple[str, Discrepancy]]:
    """Requests and results of the log that the export doesn't have."""
    for index, (_, leaf) in enumerate(log.leaves if log is not None else ()):
        if leaf.type in REQUESTS | {"DRAWN"} and index not in at_hand:
            text = f"the log has {leaf.type} at {index}, and nothing is published of it"
            yield str(index), Discrepancy("UNPUBLISHED", text)


class _Check:
    """One draw of an export, checked against everything that is at hand."""

    def __init__(
        self,
        draw: PublishedDraw,
        rosters: Mapping[str, PublishedRoster],
        log: Log | None,
        allows_simulated: bool,
        at_hand: set[int],
    ) -> None:
        self.draw, self.log, self.at_hand = draw, log, at_hand
        self.allows_simulated = allows_simulated
        self.request = records.read_request(draw.document)
        if self.request.roster not in rosters:
            raise Discrepancy("NO_ROSTER", "its roster is not published")
        self.roster = rosters[self.request.roster]
        self.digest = records.digest(draw.document)
        self.time = 0  # of the request, as the log has it
        self.is_simulated = False

    def run(self) -> None:
        """Add the indexes of its leaves to `at_hand`; raises Discrepancy."""
        requested = self._index(self.draw.opening, REQUESTS, {"fact.draw": self.digest})
        self.at_hand.add(requested)
        listed = self._index(
            self.roster.opening,
            frozenset({"ROSTER"}),
            {"fact.roster": self.request.roster},
        )
        if self.log is not None:
            data, leaf = self.log.leaves[requested]
            self.time = leaf.time
            if listed >= requested:
                raise Discrepancy("LATE_ROSTER", "its roster was fixed after it")
            if self.draw.leaf and self.draw.leaf != data.hex():
                raise Discrepancy("OTHER_LEAF", "the log has another leaf of it")
        if self.draw.result:
            self._check_result()

    def _check_result(self) -> None:
        drawn = frozenset({"DRAWN"})
        self.at_hand.add(
            self._index(self.draw.result, drawn, {"fact.draw": self.digest})
        )
        data = bytes.fromhex(self.draw.leaf)
        leaf = leaves.decode(data)
        _check_opening(commitments.parse(self.draw.opening.encode()), leaf)
        roster = records.read_roster(self.roster.document)
        beacon = self._beacon(merkle.leaf_hash(data), roster)
        candidates = records.candidates(roster, self.request)
        try:
            picked = picking.pick(beacon, candidates)
        except picking.NobodyLeft as error:
            raise Discrepancy("NOBODY", str(error)) from None
        if picked != self.draw.officer:
            raise Discrepancy("OTHER_OFFICER", "the random value picks somebody else")
        facts = {"fact.beacon": beacon.hex(), "fact.officer": picked}
        self._index(self.draw.result, drawn, facts)

    def _beacon(self, leaf_hash: bytes, roster: records.Roster) -> bytes:
        if self.draw.fallback:
            return self._public_beacon(leaf_hash)
        keys = [bytes.fromhex(key) for _, key in roster.overseers]
        if len(self.draw.proofs) != 2 or len(set(keys)) != 2:
            raise Discrepancy("NO_PROOFS", "two overseers' proofs are needed")
        alpha = picking.alpha(leaf_hash)
        values = []
        for key, proof in zip(keys, self.draw.proofs, strict=True):
            try:
                values.append(ecvrf.verify(key, alpha, bytes.fromhex(proof)))
            except ecvrf.InvalidProof as error:
                raise Discrepancy("BAD_PROOF", str(error)) from None
        return picking.beacon(*values)

    def _public_beacon(self, leaf_hash: bytes) -> bytes:
        opening = commitments.parse(self.draw.fallback.encode())
        number = opening.fields["fact.round"].value
        index = self._index(
            self.draw.fallback,
            frozenset({"FALLBACK_BEACON"}),
            {"fact.draw": self.digest},
        )
        if not isinstance(number, int):
            raise Discrepancy("NO_ROUND", "its entry names no round")
        if self.log is not None:
            self._check_announcement(self.log.leaves[index][1], number)
        randomness = self._randomness(number)
        if randomness.hex() != self.draw.randomness:
            raise Discrepancy("NO_ROUND", "the number isn't that of the signature")
        return picking.public_beacon(number, randomness, leaf_hash)

    def _check_announcement(self, leaf: Leaf, number: int) -> None:
        """That the announcement left no choice of a round, and came when it may."""
        if leaf.time - self.time < rounds.SILENCE.total_seconds():
            raise Discrepancy("EARLY_ROUND", "the overseers' time wasn't over")
        if leaf.is_late or not rounds.is_fixed_by(number, leaf.time):
            raise Discrepancy("CHOSEN_ROUND", "it isn't the round that was next")

    def _randomness(self, number: int) -> bytes:
        """The number of the round, as its signature proves."""
        signature = bytes.fromhex(self.draw.signature)
        if not signature:
            raise Discrepancy("NO_SIGNATURE", "the round's signature isn't published")
        try:
            with contextlib.suppress(rounds.InvalidSignature):
                return rounds.verify(rounds.QUICKNET, number, signature)
            randomness = rounds.verify(rounds.SIMULATED, number, signature)
        except rounds.InvalidSignature as error:
            raise Discrepancy("BAD_SIGNATURE", str(error)) from None
        except rounds.LibraryMissing as error:
            raise Discrepancy("NO_LIBRARY", str(error)) from None
        if not self.allows_simulated:
            raise Discrepancy("SIMULATED_ROUND", "anybody can know it beforehand")
        self.is_simulated = True
        return randomness

    def _index(self, text: str, types: frozenset[str], facts: Mapping[str, str]) -> int:
        """The index of the leaf that this opens; -1 where no log is at hand."""
        opening = commitments.parse(text.encode())
        for name, value in facts.items():
            opened = opening.fields.get(name)
            if opened is None or opened.value != value:
                raise Discrepancy("OTHER_FACT", f"the entry states another {name}")
        _check_fields(opening)
        return -1 if self.log is None else self.log.index_of(opening, types)


def _check_fields(opening: Opening) -> None:
    """That the opened fields are those which the opening's commitments commit to."""
    for name, opened in opening.fields.items():
        value = commitments.field(opened.salt, name, opened.value)
        if value != opening.commitments.get(name):
            raise Discrepancy("BAD_OPENING", f"{name} has another value")


def _check_opening(opening: Opening, leaf: Leaf) -> None:
    try:
        opening.check(leaf)
    except commitments.InvalidOpening as error:
        raise Discrepancy("BAD_OPENING", str(error)) from None
