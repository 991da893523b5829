"""A thief of the log's keys: what is signed for them, and who sees their fork."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import witnesses
from bench.soak.mall import Mall

from balarea.transparency.programs import signer
from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.tlog import merkle, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.merkle import CompactRange
from balarea.transparency.tlog.notes import Note, SigningKey
from balarea.transparency.tlog.witness_requests import AddCheckpoint


def keys_of(mall: Mall) -> list[SigningKey]:
    lines = (mall.path / "signer" / signer.SEEDS).read_text().splitlines()
    return [SigningKey.parse(line) for line in lines]


def second_history(mall: Mall) -> int:
    """How often somebody with the log's keys gets another history signed."""
    last = signer.Signer.open(mall.path / "signer").last
    socket, got = mall.path / "run" / "signer.sock", 0
    keys = keys_of(mall)
    urls = [part.split()[-1] for part in mall.more["BALAREA_LOG_WITNESSES"].split(",")]
    for size in (last.size, last.size + 7):
        forged = Checkpoint(last.origin, size, merkle.leaf_hash(b"forged"))
        request = signer.format_request(last.size, [], forged)
        got += signer.ask(socket, request)[0] == 200
        note = Note(forged.text, tuple(key.sign(forged.text) for key in keys))
        body = AddCheckpoint(last.size, (), note.format()).format()
        got += sum(witnesses.post(url, body) == 200 for url in urls)
    return got


def monitored(mall: Mall, policy: Path) -> dict[str, Any]:
    """What `balarea monitor` says of the log, and of a fork of it that bears its keys.

    One monitor followed the log before the fork is served to it. Another sees the fork
    only, and compares it with what the witnesses cosigned.
    """
    place = mall.path.with_name(f"{mall.path.name}-fork")
    shutil.rmtree(place, ignore_errors=True)
    fork = LogFiles(place / "log")
    write_fork(LogFiles(mall.path / "log"), fork, keys_of(mall))
    address = f"http://127.0.0.1:{mall.port}/transparansi/log/"
    before, _ = monitor(address, place / "before", policy)
    with serving(fork.folder) as forged:
        _, after = monitor(forged, place / "before", policy)
        _, alone = monitor(forged, place / "alone", policy)
    evidence = sorted((place / "before" / "evidence").glob("*"))
    proven = [run("evidence", str(one), "--policy", str(policy))[0] for one in evidence]
    return {
        "monitor_before": before,
        "monitor_of_fork": alarms(after),
        "monitor_of_fork_alone": alarms(alone),
        "fork_proven_to_others": bool(proven) and not any(proven),
    }


def is_caught(figures: Mapping[str, Any]) -> bool:
    """Whether both monitors raised their alarm of a fork, and the evidence holds."""
    return (
        figures["monitor_before"] == 0
        and "FORK" in figures["monitor_of_fork"]
        and "SPLIT_VIEW" in figures["monitor_of_fork_alone"]
        and bool(figures["fork_proven_to_others"])
    )


def write_fork(log: LogFiles, fork: LogFiles, keys: Sequence[SigningKey]) -> None:
    """The log with another entry in its middle and more at its end, signed."""
    from balarea.transparency.entries import leaves
    from balarea.transparency.publishing.integration import LeafBytes
    from balarea.transparency.publishing.tile_writer import TileWriter

    entries: list[bytes] = []
    for bundle in tiles.new_bundles(0, log.published_size()):
        entries += tiles.entries_of(log.read_tile(bundle))
    middle = len(entries) // 2
    changed = dataclasses.replace(leaves.decode(entries[middle]), commitment=bytes(32))
    entries[middle] = leaves.encode(changed)
    entries += entries[:3]
    made = [LeafBytes(entry, merkle.leaf_hash(entry)) for entry in entries]
    tree = CompactRange()
    for leaf in made:
        tree.append(leaf.hash)
    fork.prepare()
    writer = TileWriter(fork, compose=lambda first, end: made[first:end])
    writer.resume(0, tree.size)
    forged = Checkpoint(keys[0].name, tree.size, tree.root())
    note = Note(forged.text, tuple(key.sign(forged.text) for key in keys))
    fork.write_checkpoint(note.format())


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a log's folder while it is served."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of each request."""

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def monitor(address: str, folder: Path, policy: Path) -> tuple[int, str]:
    """One round of `balarea monitor`: its exit status and what it said."""
    own = ("--once", "--folder", str(folder), "--policy", str(policy))
    return run("monitor", address, *own, "--lang", "en")


def run(*command: str) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "balarea", *command],
        check=False,
        capture_output=True,
        text=True,
    )
    return ended.returncode, ended.stdout + ended.stderr


def alarms(text: str) -> list[str]:
    """The codes in a monitor's report."""
    lines = (line for line in text.splitlines() if line.startswith("! "))
    return [line.split()[1] for line in lines]
