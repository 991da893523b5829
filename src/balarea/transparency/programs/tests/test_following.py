"""A log is followed by its public files; whatever contradicts them is evidence."""

from pathlib import Path

import pytest

from balarea.transparency.programs import following
from balarea.transparency.programs.following import Contradiction, Follower
from balarea.transparency.programs.log_source import Unreachable
from balarea.transparency.programs.mirror import Mirror
from balarea.transparency.programs.tests.sample_log import (
    KEY,
    ORIGIN,
    SampleLog,
    numbered,
)
from balarea.transparency.tlog import merkle, notes, tiles
from balarea.transparency.tlog.text_encoding import from_base64
from balarea.transparency.tlog.tiles import ENTRIES, Tile


def follower(log: SampleLog, folder: Path) -> Follower:
    return Follower(log, Mirror(folder), ORIGIN, [KEY.verifier])


def follow(one: Follower, log: SampleLog) -> list[tuple[int, bytes]]:
    return list(one.follow(log.files["checkpoint"]))


def test_follows_to_each_size_and_gives_each_entry_once(tmp_path: Path) -> None:
    log = SampleLog()
    one = follower(log, tmp_path)
    assert follow(one, log) == []
    taken = []
    for size in (1, 255, 256, 257, 600, 700):
        log.grow(numbered(len(log.entries), size))
        taken += follow(one, log)
        assert one.position.root == log.checkpoint.root == one.mirror.root(size)
    assert taken == list(enumerate(numbered(0, 700)))
    # The copy is the log's, file for file; partial tiles of earlier sizes are gone.
    copied = {
        str(path.relative_to(tmp_path)): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    current = {tile.path for tile in tiles.new_tiles(0, 700)}
    current |= {tile.path for tile in tiles.new_bundles(0, 700)}
    assert copied == {path: log.files[path] for path in current}


def test_follows_in_several_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "CHUNK", 512)
    log = SampleLog(numbered(0, 300))
    one = follower(log, tmp_path)
    follow(one, log)
    log.grow(numbered(300, 2000))
    assert follow(one, log) == list(enumerate(numbered(0, 2000)))[300:]
    assert one.mirror.root(2000) == log.checkpoint.root


def test_reads_a_full_tile_where_the_log_removed_the_partial_one(
    tmp_path: Path,
) -> None:
    log = SampleLog(numbered(0, 300))
    checkpoint = log.files["checkpoint"]
    log.grow(numbered(300, 512))
    for tile in (Tile(0, 1, 44), Tile(ENTRIES, 1, 44)):
        del log.files[tile.path]
    one = follower(log, tmp_path)
    assert len(list(one.follow(checkpoint))) == 300


def contradiction(one: Follower, log: SampleLog) -> Contradiction:
    before = one.position
    with pytest.raises(Contradiction) as raised:
        follow(one, log)
    assert one.position == before
    return raised.value


@pytest.mark.parametrize(
    ("size", "code"), [(399, "SHRUNK"), (400, "FORK"), (401, "FORK"), (700, "FORK")]
)
def test_refuses_another_history_with_both_notes_as_evidence(
    tmp_path: Path, size: int, code: str
) -> None:
    log = SampleLog(numbered(0, 400))
    one = follower(log, tmp_path)
    follow(one, log)
    fork = SampleLog([b"another", *numbered(1, size)])
    one.source = fork
    raised = contradiction(one, fork)
    assert raised.code == code
    earlier = notes.open_note(raised.files["earlier.checkpoint"], [KEY.verifier])
    later = notes.open_note(raised.files["later.checkpoint"], [KEY.verifier])
    assert (earlier.text, later.text) == (log.checkpoint.text, fork.checkpoint.text)
    if size > 400:  # what the later tree begins with is proven, and it isn't ours
        first, root, *path = raised.files["consistency.txt"].decode().splitlines()
        assert first == "old 400"
        assert from_base64(root) != log.checkpoint.root
        merkle.verify_consistency(
            400,
            size,
            from_base64(root),
            fork.checkpoint.root,
            [from_base64(one) for one in path],
        )


@pytest.mark.parametrize(
    ("tile", "code"),
    [
        (Tile(0, 3, 132), "TILES_DIFFER"),
        (Tile(0, 2), "TILES_DIFFER"),  # part of no proof between the two sizes
        (Tile(1, 0, 3), "TILES_DIFFER"),
        (Tile(ENTRIES, 1), "ENTRIES_DIFFER"),
        (Tile(ENTRIES, 3, 132), "ENTRIES_DIFFER"),
    ],
)
def test_refuses_files_that_the_log_did_not_sign(
    tmp_path: Path, tile: Tile, code: str
) -> None:
    log = SampleLog(numbered(0, 300))
    one = follower(log, tmp_path)
    follow(one, log)
    log.grow(numbered(300, 900))
    data = bytearray(log.files[tile.path])
    data[-1] ^= 1
    log.alter(tile, bytes(data))
    assert contradiction(one, log).code == code
    # Once the log serves what it signed, the same step succeeds.
    data[-1] ^= 1
    log.alter(tile, bytes(data))
    assert len(follow(one, log)) == 600


def test_refuses_an_entry_that_was_changed_after_it_was_copied(
    tmp_path: Path,
) -> None:
    log = SampleLog(numbered(0, 300))
    one = follower(log, tmp_path)
    follow(one, log)
    log.grow(numbered(300, 310))
    bundle = log.files[Tile(ENTRIES, 1, 54).path]
    log.alter(Tile(ENTRIES, 1, 54), bundle.replace(b"entry 260", b"entry 2x0"))
    assert contradiction(one, log).code == "ENTRIES_DIFFER"


def test_refuses_a_note_that_the_log_did_not_sign(tmp_path: Path) -> None:
    log = SampleLog(numbered(0, 3))
    one = follower(log, tmp_path)
    with pytest.raises(notes.InvalidNote):
        list(one.follow(log.files["checkpoint"].replace(b"\n3\n", b"\n4\n")))


def test_changes_nothing_when_a_file_can_not_be_had(tmp_path: Path) -> None:
    log = SampleLog(numbered(0, 700))
    missing = log.files.pop(Tile(ENTRIES, 1).path)
    one = follower(log, tmp_path)
    with pytest.raises(Unreachable):
        follow(one, log)
    assert one.position.size == 0
    log.alter(Tile(ENTRIES, 1), missing)
    assert len(follow(one, log)) == 700
