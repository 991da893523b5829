"""The signer: two histories never get a signature, whoever asks."""

import stat
import threading
from pathlib import Path

import pytest

from balarea.transparency.programs import durable_files, signer
from balarea.transparency.programs.signer import CannotSign, Refused, Signer
from balarea.transparency.tlog import merkle, notes
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.merkle import CompactRange
from balarea.transparency.tlog.notes import Note, VerifierKey
from balarea.transparency.tlog.tiles import AppendedHashes, TileHashes

ORIGIN = "mall.example/log"


class Log:
    """A tree of a test, in memory."""

    def __init__(self, word: str) -> None:
        self.leaves = [merkle.leaf_hash(f"{word} {n}".encode()) for n in range(20)]

    def checkpoint(self, size: int) -> Checkpoint:
        tree = CompactRange()
        for leaf in self.leaves[:size]:
            tree.append(leaf)
        return Checkpoint(ORIGIN, size, tree.root())

    def proof(self, old: int, new: int) -> list[bytes]:
        nothing = TileHashes(lambda _: b"", 0)
        return merkle.consistency_proof(
            old, new, AppendedHashes(nothing, 0, self.leaves)
        )


def code_of(own: Signer, old: int, proof: list[bytes], checkpoint: Checkpoint) -> int:
    with pytest.raises(Refused) as refused:
        own.sign(old, proof, checkpoint)
    return refused.value.code


def test_signs_what_continues_and_refuses_every_other_history(tmp_path: Path) -> None:
    vkeys = signer.make(tmp_path, ORIGIN)
    own, log, other = Signer.open(tmp_path), Log("ours"), Log("other")
    own.sign(0, [], log.checkpoint(3))
    lines = own.sign(3, log.proof(3, 11), log.checkpoint(11)).splitlines()

    note = Note(log.checkpoint(11).text, tuple(map(notes.parse_signature, lines)))
    opened = notes.open_note(note.format(), map(VerifierKey.parse, vkeys))
    assert len(opened.signatures) == 2, "by Ed25519 and by ML-DSA-44"

    # As a sequencer of a restored backup asks, one of a fork, and one of another log.
    assert code_of(own, 3, log.proof(3, 5), log.checkpoint(5)) == 409
    assert code_of(own, 11, [], log.checkpoint(5)) == 400
    assert code_of(own, 11, [], other.checkpoint(11)) == 422
    assert code_of(own, 11, other.proof(11, 15), other.checkpoint(15)) == 422
    assert code_of(own, 11, [], log.checkpoint(15)) == 422
    strange = Checkpoint("other.example/log", 12, merkle.EMPTY_ROOT)
    assert code_of(own, 11, [], strange) == 404

    # It remembers across a restart, and signs the same again.
    again = Signer.open(tmp_path)
    assert again.last == log.checkpoint(11)
    assert code_of(again, 0, [], other.checkpoint(11)) == 409
    assert again.sign(11, [], log.checkpoint(11)).splitlines()[0] == lines[0]


def test_signs_nothing_that_the_disk_does_not_remember(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer.make(tmp_path, ORIGIN)
    own, log = Signer.open(tmp_path), Log("ours")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable_files, "replace", full)
    with pytest.raises(OSError, match="No space"):
        own.sign(0, [], log.checkpoint(3))
    assert own.last.size == 0
    monkeypatch.undo()
    assert Signer.open(tmp_path).last.size == 0


def test_its_folder_is_closed_and_what_is_missing_is_not_made_anew(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "signer"
    vkeys = signer.make(folder, ORIGIN)
    assert signer.make(folder, ORIGIN) == vkeys, "the keys stay"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (signer.SEEDS, signer.STATE):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    Signer.open(folder).sign(0, [], Log("ours").checkpoint(3))

    (folder / signer.SEEDS).chmod(0o640)
    with pytest.raises(CannotSign, match="open to other accounts"):
        Signer.open(folder)
    seeds = (folder / signer.SEEDS).rename(folder / "seeds")
    with pytest.raises(CannotSign, match="its keys are gone"):
        signer.make(folder, ORIGIN)
    seeds.chmod(0o600)
    seeds.rename(folder / signer.SEEDS)
    (folder / signer.STATE).unlink()
    with pytest.raises(CannotSign, match="must not be signed on"):
        signer.make(folder, ORIGIN)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        b"\xff\xfe",
        b"state",
        b"old 1\n\n",
        b"old 01\n\nmall.example/log\n1\n",
        b"old 0\nAAAA\n\nmall.example/log\n1\nAAAA\n",
        b"old 0\n" + b"x\n" * 9000,
    ],
)
def test_refuses_garbage_and_stays(tmp_path: Path, request_bytes: bytes) -> None:
    signer.make(tmp_path, ORIGIN)
    answer = Signer.open(tmp_path).answer(request_bytes)
    assert answer[:4] == b"400\n"


def test_answers_at_its_socket_however_long_the_path(tmp_path: Path) -> None:
    signer.make(tmp_path / "own", ORIGIN)
    own, stop = Signer.open(tmp_path / "own"), threading.Event()
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    path, log = folder / "signer.sock", Log("ours")
    thread = threading.Thread(target=signer.serve, args=(own, path, stop, 0o600))
    thread.start()
    try:
        while not path.exists():
            stop.wait(0.005)
        request = signer.format_request(0, [], log.checkpoint(3))
        code, lines = signer.ask(path, request)
        assert (code, lines.count("\n")) == (200, 2)
        code, text = signer.ask(path, b"state\n")
        assert (code, text.rpartition("\n\n")[2]) == (200, log.checkpoint(3).text)
        assert signer.ask(path, b"old 9\n\n" + log.checkpoint(2).text.encode())[0]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        stop.set()
        thread.join()
