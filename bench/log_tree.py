"""A published log of many millions: how long proofs and tiles take to read.

The tiles are written as the sequencer writes them, of leaves of the usual size with
random contents; no database, signer or witness takes part. Then, at random places: a
proof made from the files, its verification, and one tile read. The last line is JSON.

    script/bench log_tree [--leaves 10000000]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django

from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.tlog import merkle, tiles
from balarea.transparency.tlog.tiles import Tile, TileHashes

if TYPE_CHECKING:
    from balarea.transparency.publishing.integration import LeafBytes

FOLDER = Path(os.environ.get("BALAREA_DATA", ".data/bench")) / "log-tree"
LEAF = 200  # bytes; those of the real log have up to 252
CHUNK = 10_240  # leaves that are written at once, as the sequencer does
SAMPLES = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=10_000_000)
    size = parser.parse_args().leaves
    django.setup()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    files = LogFiles(FOLDER)
    files.prepare()
    began = time.monotonic()
    write(files, size)
    written = time.monotonic() - began
    print(f"{size} leaves written in {written:.0f} s.", flush=True)
    disk = sum(f.stat().st_size for f in FOLDER.rglob("*") if f.is_file())
    print(json.dumps(figures(files, size) | {"files_mb_per_million": disk // size}))
    shutil.rmtree(FOLDER)


def write(files: LogFiles, size: int) -> None:
    from balarea.transparency.publishing.integration import LeafBytes
    from balarea.transparency.publishing.tile_writer import TileWriter

    writer = TileWriter(files, _nothing)
    for first in range(0, size, CHUNK):
        count = min(CHUNK, size - first)
        data = random.randbytes(LEAF * count)
        leaves = [data[n : n + LEAF] for n in range(0, len(data), LEAF)]
        writer.add(first, [LeafBytes(one, merkle.leaf_hash(one)) for one in leaves])
        writer.write(first + count)


def _nothing(_first: int, _end: int) -> list[LeafBytes]:
    raise AssertionError("everything is in memory")


def figures(files: LogFiles, size: int) -> dict[str, object]:
    """Medians and 95th percentiles in milliseconds."""
    hashes = TileHashes(files.read_tile, size)
    root = merkle.root(size, hashes)
    made: list[float] = []
    verified: list[float] = []
    read: list[float] = []
    for _ in range(SAMPLES):
        index = random.randrange(size)
        first = index // tiles.WIDTH * tiles.WIDTH
        bundle = Tile(
            tiles.ENTRIES, first // tiles.WIDTH, min(tiles.WIDTH, size - first)
        )
        with timed(made):
            proof = prove(files, index, size)
        with timed(read):
            data = files.read_tile(bundle)
        leaf = merkle.leaf_hash(tiles.entries_of(data)[index - first])
        with timed(verified):
            merkle.verify_inclusion(leaf, index, size, proof, root)
    return {
        "bench": "log_tree",
        "size": size,
        **summary("proof", made),
        **summary("verify", verified),
        **summary("tile_read", read),
    }


def prove(files: LogFiles, index: int, size: int) -> list[bytes]:
    return merkle.inclusion_proof(index, size, TileHashes(files.read_tile, size))


@contextlib.contextmanager
def timed(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(time.perf_counter() - began)


def summary(name: str, times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        f"{name}_ms": round(statistics.median(ordered) * 1000, 3),
        f"{name}_p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 3),
    }


if __name__ == "__main__":
    main()
