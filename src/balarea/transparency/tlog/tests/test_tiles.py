"""Tiles equal those of Go and of Tessera, and give the same proofs as the tree."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.transparency.tlog import checkpoints, merkle, notes, tiles
from balarea.transparency.tlog.tiles import ENTRIES, Tile

from .trees import MemoryTree, foreign_vectors, tree_of, vectors

LEAVES = 70_000


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(1, 999, 255), "tile/1/999.p/255"),
        (Tile(63, 1000, 1), "tile/63/x001/000.p/1"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.tile_of_path(path) == tile


@given(st.integers(-1, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_a_path_leads_back_to_its_tile(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert tiles.tile_of_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/64/000",
        "tile/00/000",
        "tile/0/00",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/../000",
        "tile/0/０００",
        "tile/0/000\n",
        "tile/data/000",
        "/tile/0/000",
        "tile/0/" + "x999/" * 40 + "999",
    ],
)
def test_refuses_a_path_that_names_no_tile(path: str) -> None:
    with pytest.raises(tiles.InvalidTile):
        tiles.tile_of_path(path)


@given(st.text(max_size=40))
def test_refuses_any_other_text_as_a_path(text: str) -> None:
    try:
        tile = tiles.tile_of_path(text)
    except tiles.InvalidTile:
        return
    assert tile.path == text


def test_tiles_equal_those_of_go() -> None:
    written = {tile.path: tile for tile in tiles.new_tiles(0, LEAVES)}
    assert len(written) == 273 + 1 + 1 + 1 + 1
    for case in vectors()["tiles"]:
        data = tiles.tile_data(written[case["path"]], tree_of(LEAVES))
        assert hashlib.sha256(data).hexdigest() == case["data_sha256"], case["path"]


def test_a_tree_of_70000_has_the_tiles_that_the_specification_names() -> None:
    partial = [tile for tile in tiles.new_tiles(0, LEAVES) if tile.width < 256]
    assert [(tile.level, tile.width) for tile in partial] == [(0, 112), (1, 17), (2, 1)]
    assert tiles.new_tiles(70_000, 70_000) == []
    assert [tile.path for tile in tiles.new_tiles(254, 257)] == [
        "tile/0/000",
        "tile/0/001.p/1",
        "tile/1/000.p/1",
    ]
    assert [tile.path for tile in tiles.new_bundles(254, 257)] == [
        "tile/entries/000",
        "tile/entries/001.p/1",
    ]


def test_grows_by_tiles_alone_and_proves_from_them() -> None:
    """Each step reads what earlier steps wrote, as a sequencer does."""
    files: dict[Tile, bytes] = {}
    leaves = tree_of(LEAVES)
    size = 0
    for new in (1, 2, 255, 256, 257, 600, 65_537, 65_537, 65_800):
        grown = tiles.AppendedHashes(
            tiles.TileHashes(files.__getitem__, size),
            size,
            [leaves.read(0, i) for i in range(size, new)],
        )
        for tile in tiles.new_tiles(size, new):
            files[tile] = tiles.tile_data(tile, grown)
        with pytest.raises(ValueError):
            grown.read(0, new)
        stored = tiles.TileHashes(files.__getitem__, new)
        assert merkle.root(new, stored) == merkle.root(new, leaves)
        proof = merkle.consistency_proof(size, new, stored)
        assert proof == merkle.consistency_proof(size, new, leaves)
        for index in {0, size // 2, new - 1}:
            path = merkle.inclusion_proof(index, new, stored)
            assert path == merkle.inclusion_proof(index, new, leaves)
        size = new


def test_reads_a_full_tile_where_the_partial_one_was_deleted() -> None:
    full = tiles.tile_data(Tile(0, 0), tree_of(LEAVES))
    hashes = tiles.TileHashes(lambda tile: full, 200)
    assert merkle.root(200, hashes) == merkle.root(200, tree_of(LEAVES))
    with pytest.raises(ValueError):
        hashes.read(0, 200)
    with pytest.raises(ValueError):
        hashes.read(8, 0)


def test_refuses_a_tile_of_another_width() -> None:
    hashes = tiles.TileHashes(lambda tile: bytes(32 * 3), 2)
    with pytest.raises(tiles.InvalidTile):
        hashes.read(0, 0)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    assert tiles.entries_of(tiles.bundle(entries)) == entries


@given(st.binary(max_size=400))
def test_refuses_any_other_bytes_as_a_bundle(data: bytes) -> None:
    try:
        entries = tiles.entries_of(data)
    except tiles.InvalidTile:
        return
    assert tiles.bundle(entries) == data


def test_refuses_a_bundle_that_is_empty_cut_off_or_too_wide() -> None:
    for data in (b"", b"\x00", b"\x00\x02a", b"\x00\x00" * 257):
        with pytest.raises(tiles.InvalidTile):
            tiles.entries_of(data)
    for entries in ([], [b""] * 257, [bytes(65_536)]):
        with pytest.raises(ValueError):
            tiles.bundle(entries)


def test_reads_a_log_that_tessera_wrote() -> None:
    place = foreign_vectors("tessera-log")
    for path in sorted(place.glob("checkpoint.*")):
        note = notes.parse(path.read_bytes())
        checkpoint = checkpoints.parse(note.text)
        if checkpoint.size == 0:
            assert checkpoint.root == merkle.EMPTY_ROOT
            continue
        bundle = Tile(ENTRIES, 0, checkpoint.size)
        entries = tiles.entries_of((place / bundle.path).read_bytes())
        tree = MemoryTree([merkle.leaf_hash(entry) for entry in entries])
        assert merkle.root(checkpoint.size, tree) == checkpoint.root
        assert tiles.bundle(entries) == (place / bundle.path).read_bytes()
        for tile in tiles.new_tiles(checkpoint.size - 1, checkpoint.size):
            assert tiles.tile_data(tile, tree) == (place / tile.path).read_bytes()
