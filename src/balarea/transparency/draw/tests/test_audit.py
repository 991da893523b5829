"""Draws are recomputed from public data, and what was tampered with is named."""

import dataclasses
import datetime as dt
import hashlib
import re
from uuid import UUID

import pytest

from balarea.transparency.draw import audit, ecvrf, picking, records, rounds
from balarea.transparency.draw.audit import Export, PublishedDraw, PublishedRoster
from balarea.transparency.draw.picking import Candidate
from balarea.transparency.entries import commitments, leaves
from balarea.transparency.tlog import merkle

SEEDS = (b"\x01" * 32, b"\x02" * 32)
OVERSEERS = tuple(
    (name, ecvrf.public_key(seed).hex())
    for name, seed in zip(("Ombudsman", "Inspektorat"), SEEDS, strict=True)
)
OFFICERS = tuple(Candidate(f"{number:032x}", number) for number in range(1, 6))
EXCLUDED = OFFICERS[4].pseudonym
NOW = 1_796_000_000


class Story:
    """A log that grows, and the openings of its entries."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.now = NOW

    def entry(self, type: str, facts: dict[str, str | int]) -> str:
        """Add an entry; its opening."""
        number = len(self.entries)
        self.now += 1
        entry_id, secret = UUID(int=number), bytes([number]) * 32
        fields: dict[str, str | int] = {"type": type, "subject": "closed"}
        fields |= {f"fact.{name}": value for name, value in facts.items()}
        root = commitments.root(commitments.commit(secret, entry_id, fields))
        leaf = leaves.Leaf(
            version=2,
            type=type,
            agency="DPM",
            service="DPM-058",
            tag=bytes([number]) * 32,
            time=self.now,
            actor=bytes(16),
            commitment=root,
            previous=b"",
            rules=b"",
            is_late=False,
        )
        self.entries.append(leaves.encode(leaf))
        names = [name for name in fields if name.startswith("fact.")]
        opening = commitments.opening(secret, entry_id, fields, names)
        return opening.to_bytes().decode()

    def roster(self) -> PublishedRoster:
        lists = (records.RosterList("VERIFY", ("DPM-058",), OFFICERS),)
        document = records.write_roster(
            records.Roster("DPM", "2026-11-30", OVERSEERS, lists)
        )
        opening = self.entry("ROSTER", {"roster": records.digest(document)})
        return PublishedRoster(document, opening)

    def request(self, roster: PublishedRoster, id: str) -> PublishedDraw:
        request = records.Request(
            id=id * 32,
            roster=records.digest(roster.document),
            action="VERIFY",
            service="DPM-058",
            excluded={EXCLUDED: records.exclusion_commitment(b"salt", "AWAY")},
        )
        document = records.write_request(request)
        opening = self.entry("DRAW_REQUESTED", {"draw": records.digest(document)})
        leaf = self.entries[-1].hex()
        return PublishedDraw(document, opening, leaf)

    def drawn(self, draw: PublishedDraw, beacon: bytes) -> PublishedDraw:
        left = [one for one in OFFICERS if one.pseudonym != EXCLUDED]
        officer = picking.pick(beacon, left)
        digest = records.digest(draw.document)
        facts: dict[str, str | int] = {"draw": digest, "beacon": beacon.hex()}
        result = self.entry("DRAWN", facts | {"officer": officer})
        return dataclasses.replace(draw, officer=officer, result=result)

    def by_overseers(self, draw: PublishedDraw) -> PublishedDraw:
        alpha = picking.alpha(merkle.leaf_hash(bytes.fromhex(draw.leaf)))
        proofs = [ecvrf.prove(seed, alpha) for seed in SEEDS]
        values = [
            ecvrf.verify(bytes.fromhex(key), alpha, proof)
            for (_, key), proof in zip(OVERSEERS, proofs, strict=True)
        ]
        proven = dataclasses.replace(draw, proofs=tuple(one.hex() for one in proofs))
        return self.drawn(proven, picking.beacon(*values))

    def by_round(
        self, draw: PublishedDraw, *, silence: int = 600, later: int = 0
    ) -> PublishedDraw:
        """Drawn by the round that is due at its announcement, or by a `later` one."""
        digest = records.digest(draw.document)
        self.now += silence
        moment = dt.datetime.fromtimestamp(self.now + 1, dt.UTC) + rounds.ROUND_DELAY
        number = rounds.round_after(moment) + later
        fallback = self.entry("FALLBACK_BEACON", {"draw": digest, "round": number})
        leaf_hash = merkle.leaf_hash(bytes.fromhex(draw.leaf))
        signature = rounds.simulated_signature(number)
        randomness = hashlib.sha256(signature).digest()
        beacon = picking.public_beacon(number, randomness, leaf_hash)
        announced = dataclasses.replace(
            draw,
            fallback=fallback,
            randomness=randomness.hex(),
            signature=signature.hex(),
        )
        return self.drawn(announced, beacon)


def story_of_three() -> tuple[Export, Story]:
    story = Story()
    roster = story.roster()
    first = story.by_overseers(story.request(roster, "a"))
    second = story.by_round(story.request(roster, "b"))
    waiting = story.request(roster, "c")
    return Export((roster,), (first, second, waiting)), story


def codes(export: Export, story: Story, now: int = NOW) -> set[str]:
    log = audit.Log(story.entries)
    report = audit.audit(export, log, now=now, allows_simulated=True)
    return {error.code for _, error in report.discrepancies}


def test_recomputes_every_draw_and_counts_those_that_wait() -> None:
    export, story = story_of_three()
    for log in (audit.Log(story.entries), None):
        report = audit.audit(export, log, now=NOW, allows_simulated=True)
        assert report.is_clean
        assert (report.recomputed, report.waiting, report.simulated) == (2, 1, 1)


def test_reads_the_export_that_it_wrote() -> None:
    export, _ = story_of_three()
    assert audit.read_export(audit.write_export(export)) == export
    for text in ("", "[]", "{}", '{"v":1}', audit.write_export(export)[:-9]):
        with pytest.raises(audit.InvalidExport):
            audit.read_export(text)


def test_names_a_draw_that_waits_too_long() -> None:
    assert codes(*story_of_three(), now=NOW + 2 * audit.PATIENCE) == {"UNANSWERED"}


def changed(draw: int, **fields: object) -> Export:
    export, _ = story_of_three()
    draws = list(export.draws)
    draws[draw] = dataclasses.replace(draws[draw], **fields)  # type: ignore[arg-type]
    return dataclasses.replace(export, draws=tuple(draws))


EXPORT, STORY = story_of_three()
FIRST, SECOND, _ = EXPORT.draws
UNDRAWN = next(one.pseudonym for one in OFFICERS if one.pseudonym != FIRST.officer)
OTHER_SALT = re.sub('"salt":"..', '"salt":"zz', FIRST.opening)


@pytest.mark.parametrize(
    ("export", "code"),
    [
        (changed(0, officer=UNDRAWN), "OTHER_OFFICER"),
        (changed(1, officer=EXCLUDED), "OTHER_OFFICER"),
        (changed(0, proofs=FIRST.proofs[::-1]), "BAD_PROOF"),
        (changed(0, proofs=FIRST.proofs[:1]), "NO_PROOFS"),
        (changed(0, leaf=SECOND.leaf), "OTHER_LEAF"),
        (changed(1, randomness="00" * 32), "NO_ROUND"),
        (changed(1, randomness=""), "NO_ROUND"),
        (changed(1, signature=""), "NO_SIGNATURE"),
        (changed(1, signature="zz"), "UNREADABLE"),
        (changed(1, signature=rounds.simulated_signature(7).hex()), "BAD_SIGNATURE"),
        (changed(0, fallback=SECOND.fallback), "OTHER_FACT"),
        (changed(0, opening=SECOND.opening), "OTHER_FACT"),
        (changed(0, result=SECOND.result), "OTHER_FACT"),
        (changed(0, opening=OTHER_SALT.replace("zz", "00")), "BAD_OPENING"),
        (changed(0, opening=OTHER_SALT), "UNREADABLE"),
        (changed(0, document=FIRST.document.replace("VERIFY", "DECIDE")), "OTHER_FACT"),
        (changed(0, document=FIRST.document + " "), "UNREADABLE"),
        (changed(0, result=""), "UNPUBLISHED"),
        (changed(2, opening="{}"), "UNREADABLE"),
    ],
)
def test_names_what_was_tampered_with(export: Export, code: str) -> None:
    assert export.draws != story_of_three()[0].draws
    assert code in codes(export, STORY)


def test_names_a_draw_or_a_roster_that_is_not_published() -> None:
    export, story = story_of_three()
    assert codes(dataclasses.replace(export, draws=export.draws[1:]), story) == {
        "UNPUBLISHED"
    }
    assert "NO_ROSTER" in codes(dataclasses.replace(export, rosters=()), story)


def test_names_a_roster_that_was_fixed_after_the_request() -> None:
    export, story = story_of_three()
    story.entries.append(story.entries.pop(0))
    assert "LATE_ROSTER" in codes(export, story)


def test_names_entries_that_the_log_lacks() -> None:
    export, story = story_of_three()
    story.entries = story.entries[:1]
    assert codes(export, story) == {"NOT_IN_LOG"}


def test_takes_no_simulated_round_unless_it_is_a_demonstrations() -> None:
    export, story = story_of_three()
    report = audit.audit(export, audit.Log(story.entries), now=NOW)
    [(_, error)] = report.discrepancies
    assert (error.code, report.recomputed) == ("SIMULATED_ROUND", 1)


@pytest.mark.parametrize(
    ("silence", "later", "code"), [(500, 0, "EARLY_ROUND"), (600, 2, "CHOSEN_ROUND")]
)
def test_names_a_round_that_was_announced_too_early_or_chosen(
    silence: int, later: int, code: str
) -> None:
    story = Story()
    roster = story.roster()
    draw = story.by_round(story.request(roster, "a"), silence=silence, later=later)
    assert codes(Export((roster,), (draw,)), story) == {code}


def test_never_passes_a_round_that_it_cannot_verify(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> None:
        raise rounds.LibraryMissing("pyblst is not installed")

    export, story = story_of_three()
    monkeypatch.setattr(rounds, "_library", missing)
    assert codes(export, story) == {"NO_LIBRARY"}
