"""A monitor finds what isn't in order in a log, from its public files alone."""

import contextlib
import dataclasses
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from balarea.transparency.entries import leaves
from balarea.transparency.entries.leaves import Leaf
from balarea.transparency.programs import (
    alarm_mail,
    check_evidence,
    following,
    monitor,
    monitor_state,
)
from balarea.transparency.programs.log_source import Missing, Source
from balarea.transparency.programs.monitor_round import Report, Round
from balarea.transparency.programs.monitor_sentences import LANGUAGES, SENTENCES
from balarea.transparency.programs.monitor_state import State, UnusableState
from balarea.transparency.programs.tests.sample_log import KEY, ORIGIN, SampleLog
from balarea.transparency.programs.witness_service import origin_hash
from balarea.transparency.receipts import promises
from balarea.transparency.receipts.promises import LogPromise
from balarea.transparency.tlog import merkle, notes
from balarea.transparency.tlog.notes import KeyType, SigningKey
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.text_encoding import from_base64
from balarea.transparency.tlog.tiles import ENTRIES, Tile

AT = 1_790_000_000
A, B = (
    SigningKey(f"{name}.example", KeyType.ED25519_COSIGNATURE, bytes([seed] * 32))
    for name, seed in (("a", 2), ("b", 3))
)
POLICY = Policy.parse(
    f"log {KEY.vkey}\n"
    f"witness a {A.vkey} http://a.example/\n"
    f"witness b {B.vkey} http://b.example/\n"
    "group both all a b\nquorum both\n"
)


def leaf(time: int, *, version: int = 2, is_late: bool = False) -> bytes:
    return leaves.encode(
        Leaf(
            version=version,
            type="RECEIVED",
            agency="DPM",
            service="DPM-001",
            tag=time.to_bytes(32),
            time=time,
            actor=b"\x01" * 16,
            commitment=b"\x02" * 32,
            previous=b"",
            rules=b"",
            is_late=is_late,
        )
    )


class WitnessFiles:
    """What a witness serves: the last checkpoint that it cosigned."""

    def __init__(self) -> None:
        self.note = b""

    def read(self, path: str, limit: int) -> bytes:
        if not self.note or path != f"{origin_hash(ORIGIN)}/checkpoint":
            raise Missing(path)
        return self.note


@dataclasses.dataclass
class Scene:
    """A log with two witnesses, and who monitors it."""

    log: SampleLog
    folder: Path
    witnesses: dict[str, WitnessFiles]
    now: int = AT

    def publish(self, *entries: bytes) -> None:
        """The log grows, and both witnesses cosign it now."""
        self.log.grow(entries)
        self.log.cosign(A, B, at=self.now)

    def monitoring(self) -> Round:
        def open_witness(url: str) -> Source:
            return self.witnesses[url]

        return Round(self.folder, self.log, POLICY, 600, open_witness)

    def run(self) -> Report:
        """A round as a new process has it: with the state that is stored."""
        state = monitor_state.read(self.folder, ORIGIN)
        return self.monitoring().run(state, self.now)

    def codes(self) -> list[str]:
        return [finding.code for finding in self.run().findings]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A log of 300 leaves that was followed once."""
    witnesses = {
        "http://a.example/": WitnessFiles(),
        "http://b.example/": WitnessFiles(),
    }
    made = Scene(SampleLog(), tmp_path, witnesses)
    made.publish(*(leaf(AT - 300 + number) for number in range(300)))
    assert made.codes() == []
    return made


def test_follows_a_log_that_is_in_order(scene: Scene) -> None:
    scene.now += 60
    scene.publish(leaf(scene.now - 5), leaf(AT - 90_000, is_late=True))
    report = scene.run()
    assert report.findings == []
    assert (report.old_size, report.size) == (300, 302)
    assert report.root == scene.log.checkpoint.root
    assert report.cosigned == {"a.example": scene.now, "b.example": scene.now}
    state = monitor_state.read(scene.folder, ORIGIN)
    assert (state.counts, state.late) == ({"RECEIVED": 302}, 1)
    for language in LANGUAGES:
        text = monitor.lines_of(report, state, SENTENCES[language])
        assert text[-1] == SENTENCES[language]["WELL"]


def test_finds_times_that_the_witnesses_contradict(scene: Scene) -> None:
    scene.now += 3600
    scene.publish(
        leaf(AT - 89),  # within the tolerance, as a slow transaction is
        leaf(AT - 91),
        leaf(scene.now + 91),
        leaf(AT - 91, version=1),  # entries from before the log come first only
        b"no leaf",
    )
    report = scene.run()
    assert {finding.code: finding.detail for finding in report.findings} == {
        "BACKDATED": "301",
        "FUTURE": "302",
        "LEAF_INVALID": "303, 304",
    }
    # They stand until somebody acknowledges them.
    scene.now += 60
    scene.publish(leaf(scene.now))
    assert sorted(scene.codes()) == ["BACKDATED", "FUTURE", "LEAF_INVALID"]
    assert sorted(scene.codes()) == ["BACKDATED", "FUTURE", "LEAF_INVALID"]


def test_reads_entries_from_before_the_log_as_they_are(tmp_path: Path) -> None:
    log = SampleLog([leaf(5, version=1), leaf(AT)])
    scene = Scene(log, tmp_path, {})
    log.cosign(A, B, at=AT)
    scene.witnesses = {f"http://{name}.example/": WitnessFiles() for name in "ab"}
    assert scene.codes() == []


@pytest.mark.parametrize(
    ("size", "code"), [(300, "FORK"), (299, "SHRUNK"), (301, "FORK")]
)
def test_catches_a_forked_log_with_evidence(scene: Scene, size: int, code: str) -> None:
    honest = scene.log
    times = [AT - 301, *(AT - 300 + number for number in range(1, size))]
    scene.log = SampleLog(map(leaf, times))
    scene.log.cosign(A, B, at=AT)  # even with the witnesses' help
    for _ in range(2):
        (finding,) = scene.run().findings
        assert finding.code == code
    assert finding.evidence is not None
    earlier, later = (
        notes.open_note((finding.evidence / name).read_bytes(), [KEY.verifier])
        for name in ("earlier.checkpoint", "later.checkpoint")
    )
    texts = honest.checkpoint.text, scene.log.checkpoint.text
    assert (earlier.text, later.text) == texts
    assert check_evidence.verdict(finding.evidence, [KEY.verifier]) == code
    # It goes on from where it was, once the log is the true one again.
    scene.log = honest
    scene.now += 60
    scene.publish(leaf(scene.now))
    assert scene.codes() == []


def test_catches_a_log_that_shows_others_another_history(scene: Scene) -> None:
    fork = SampleLog(leaf(AT - 300 + number) for number in (1, *range(1, 280)))
    fork.cosign(A, at=AT)
    scene.witnesses["http://a.example/"].note = fork.files["checkpoint"]
    scene.now += 60
    scene.publish(leaf(scene.now))
    (finding,) = scene.run().findings
    assert finding.code == "SPLIT_VIEW"
    assert finding.evidence is not None
    first, root, *path = (finding.evidence / "consistency.txt").read_text().splitlines()
    assert first == "old 280"
    assert check_evidence.verdict(finding.evidence, [KEY.verifier]) == "FORK"
    merkle.verify_consistency(
        280,
        301,
        from_base64(root),
        scene.log.checkpoint.root,
        [from_base64(line) for line in path],
    )
    assert from_base64(root) != fork.checkpoint.root


def test_waits_for_a_log_behind_its_witness_and_then_calls_it_withheld(
    scene: Scene,
) -> None:
    ahead = SampleLog([*scene.log.entries, leaf(AT + 1)])
    ahead.cosign(A, at=AT + 1)
    scene.witnesses["http://a.example/"].note = ahead.files["checkpoint"]
    for passed in (0, 300, 590):
        scene.now = AT + passed
        scene.log.cosign(A, B, at=scene.now)
        assert scene.codes() == []
    scene.now = AT + 601
    scene.log.cosign(A, B, at=scene.now)
    assert scene.codes() == ["WITHHELD"]
    scene.publish(leaf(AT + 1))
    assert scene.codes() == ["BACKDATED"]  # what was withheld came late


def test_finds_a_checkpoint_without_enough_cosignatures(scene: Scene) -> None:
    scene.now += 60
    scene.log.grow([leaf(scene.now)])
    scene.log.cosign(A, at=scene.now)
    (finding,) = scene.run().findings
    assert (finding.code, finding.detail) == ("NOT_COSIGNED", "b")
    scene.log.files["checkpoint"] = b"nothing\n"
    assert scene.codes() == ["NOT_SIGNED"]


def test_finds_a_silent_log_and_one_that_is_away(scene: Scene) -> None:
    scene.now += 599
    assert scene.codes() == []
    scene.now += 2
    assert scene.codes() == ["SILENT"]
    scene.log.cosign(A, B, at=scene.now)  # nothing new, but cosigned anew
    assert scene.codes() == []
    scene.log.is_away = True
    scene.now += 1
    assert scene.codes() == ["UNREACHABLE"]


def test_refuses_a_damaged_copy_and_a_damaged_state(scene: Scene) -> None:
    (scene.folder / "mirror" / Tile(ENTRIES, 1, 44).path).unlink()
    scene.now += 60
    scene.publish(leaf(scene.now))
    assert scene.codes() == ["MIRROR_DAMAGED"]
    with pytest.raises(UnusableState, match="another log"):
        monitor_state.read(scene.folder, "other.example")
    (scene.folder / "state.json").write_text('{"origin": "x"}')
    with pytest.raises(UnusableState):
        monitor_state.read(scene.folder, ORIGIN)


def test_proves_nothing_by_notes_that_may_both_be_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SampleLog([leaf(AT)])
    (tmp_path / "earlier.checkpoint").write_bytes(log.files["checkpoint"])
    log.grow([leaf(AT)])
    (tmp_path / "later.checkpoint").write_bytes(log.files["checkpoint"])
    assert check_evidence.verdict(tmp_path, [KEY.verifier]) == "NOTHING"
    # A proof of the same beginning, or of none, proves no fork.
    root = merkle.root(1, log.hashes())
    proof = following.consistency_text(1, root, log.proof(1))
    for text in (proof, proof[:-9], b"old 1\n", b""):
        (tmp_path / "consistency.txt").write_bytes(text)
        assert check_evidence.verdict(tmp_path, [KEY.verifier]) == "NOTHING"
    assert check_evidence.verdict(tmp_path, [A.verifier]) == "NOT_SIGNED"
    policy = tmp_path / "policy.txt"
    policy.write_text(POLICY.format())
    arguments = [str(tmp_path), "--policy", str(policy), "--lang", "en"]
    assert check_evidence.main(arguments) == check_evidence.NOT_PROVEN
    assert "NOTHING: No fork" in capsys.readouterr().out
    (tmp_path / "later.checkpoint").unlink()
    assert check_evidence.main(arguments) == check_evidence.UNUSABLE


def test_finds_an_old_file_that_was_altered_or_removed(scene: Scene) -> None:
    path = Tile(ENTRIES, 0).path
    original = scene.log.files[path]
    scene.log.files[path] = original[:-1] + b"x"
    (finding,) = scene.run().findings
    assert (finding.code, finding.detail) == ("ALTERED", path)
    assert finding.evidence is not None
    assert (finding.evidence / "copied.bin").read_bytes() == original
    del scene.log.files[path]
    assert sorted(scene.codes()) == ["ALTERED", "UNREACHABLE"]


def test_names_promises_that_were_not_fulfilled(scene: Scene) -> None:
    key = SigningKey(promises.key_name(ORIGIN), KeyType.ED25519, b"\x04" * 32)
    folder = scene.folder / "promises"
    folder.mkdir()

    def promise(name: str, entry: bytes, deadline: int) -> None:
        leaf = leaves.decode(entry)
        made = LogPromise(ORIGIN, leaf.tag, leaf.commitment, deadline)
        (folder / name).write_bytes(promises.signed(made, key))

    def problems() -> dict[str, str]:
        state = monitor_state.read(scene.folder, ORIGIN)
        monitoring = dataclasses.replace(scene.monitoring(), promise_key=key.verifier)
        report = monitoring.run(state, scene.now)
        return {one.code: one.detail for one in report.findings}

    promise("earlier", leaf(AT - 10), AT + 100)  # in the copy already
    promise("in-time", leaf(AT + 50), AT + 100)
    promise("late", leaf(AT + 60), AT + 100)
    assert problems() == {}
    scene.now = AT + 60
    scene.publish(leaf(AT + 50))
    scene.now = AT + 90
    assert problems() == {}
    scene.now = AT + 101
    assert problems() == {"PROMISE_BROKEN": "late"}
    scene.publish(leaf(AT + 60))
    assert problems() == {"PROMISE_BROKEN": ""}  # it was broken all the same
    (folder / "changed").write_bytes((folder / "late").read_bytes()[:-9])
    assert problems().keys() == {"PROMISE_BROKEN", "PROMISE_INVALID"}


def test_has_a_sentence_for_each_finding_in_each_language() -> None:
    first, *others = (set(SENTENCES[language]) for language in LANGUAGES)
    assert all(first == other for other in others)


@contextlib.contextmanager
def mail_server(answer: bytes) -> Iterator[tuple[int, list[str]]]:
    """A mail server of few words: its port, and the lines that it was sent."""
    received: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with (
                contextlib.suppress(OSError),  # a client that leaves at once
                connection,
                connection.makefile("rwb") as lines,
            ):
                is_data = False
                lines.write(b"220 ready\r\n")
                lines.flush()
                for line in lines:
                    received.append(line.decode().rstrip())
                    if is_data and received[-1] != ".":
                        continue
                    is_data = line.lower().startswith(b"data")
                    special = {b"data": b"354 go\r\n", b"quit": b"221 bye\r\n"}
                    lines.write(special.get(line[:4].lower(), answer))
                    lines.flush()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1], received
        thread.join()


def test_mails_an_alarm_once_and_that_it_is_over(scene: Scene) -> None:
    def send(state: State, answer: bytes = b"250 ok\r\n") -> list[str]:
        with mail_server(answer) as (port, received):
            settings = {
                "BALAREA_MONITOR_SMTP": f"127.0.0.1:{port}",
                "BALAREA_MONITOR_SMTP_PLAIN": "1",
                "BALAREA_MONITOR_MAIL_FROM": "monitor@campus.example",
            }
            mailer = alarm_mail.configured(settings, ["desk@press.example"])
            monitor.mail(mailer, state, "the report", "en")
            if not received:  # nothing was sent: let the server end
                socket.create_connection(("127.0.0.1", port)).close()
        return [line for line in received if line[:4].lower() in {"subj", "rcpt"}]

    state = State(ORIGIN, alarms={"FORK": AT})
    assert send(state, b"550 no\r\n") == []
    expected = [
        "rcpt to:<desk@press.example>",
        f"Subject: Public log {ORIGIN}: something isn't in order",
    ]
    assert send(state) == expected
    assert send(state) == []
    state.alarms = {}
    assert send(state)[1] == f"Subject: Public log {ORIGIN}: in order again"
    assert send(state) == []
