"""Kill what the published log depends on, under load, and look for any damage.

A mall runs by `script/server`, with three witnesses. Entries are committed all the
time; at random moments sequencer, signer or database is killed. A follower outside
reads checkpoints all the while and demands that each continues the one before. Then two
sequencers run at once, a thief of the log's keys offers another history to signer and
witness, and an old backup is restored. What counts: no fork, no entry lost or twice,
and how long until something new is published again. The last line is JSON.

    script/soak log [--kills 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import witnesses
from bench.soak.mall import Mall, free_port
from tests.children import end_with_parent

from balarea.config.launcher import embedded_database
from balarea.config.launcher.data_folder import open_folder
from balarea.transparency.programs import signer
from balarea.transparency.publishing.log_files import LogFiles, MissingTile
from balarea.transparency.tlog import checkpoints, merkle, notes, tiles
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.notes import Note, SigningKey, VerifierKey
from balarea.transparency.tlog.tiles import TileHashes
from balarea.transparency.tlog.witness_requests import AddCheckpoint

ORIGIN = "soak.example/transparansi/log"
VICTIMS = ("run_sequencer", "balarea signer", "postgres")
LONGEST = 60.0  # seconds until it publishes again; more is "never"
# Seconds between two kills: the launcher restarts at once what ran for five seconds.
PAUSE = (5.5, 8.0)


@dataclass
class Load:
    """Entries that were committed, and those of which nobody knows."""

    tags: set[bytes] = field(default_factory=set)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        from django.db import DatabaseError, InterfaceError, connection

        from balarea.foundation import clock
        from balarea.foundation.operation import SYSTEM
        from balarea.transparency.tests.published import append_tags

        while not self.is_over.is_set():
            try:
                # An error leaves it open whether they were committed: no promise.
                self.tags |= append_tags(count=3, by=SYSTEM, at=clock.now())
            except (DatabaseError, InterfaceError):
                connection.close()
                time.sleep(0.1)
            time.sleep(0.01)
        connection.close()


@dataclass
class Follower:
    """Somebody outside who believes nothing that doesn't continue what they saw."""

    files: LogFiles
    keys: list[VerifierKey]
    last: Checkpoint | None = None
    seen: int = 0
    forks: list[str] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.is_over.is_set():
            with contextlib.suppress(MissingTile):  # replaced meanwhile: look again
                self.look()
            time.sleep(0.02)

    def look(self) -> None:
        data = self.files.checkpoint()
        if not data:
            return
        checkpoint = checkpoints.parse(notes.open_note(data, self.keys).text)
        if checkpoint == self.last:
            return
        hashes = TileHashes(self.files.read_tile, checkpoint.size)
        try:
            if merkle.root(checkpoint.size, hashes) != checkpoint.root:
                raise merkle.InvalidProof("the tiles have another root")
            if self.last:
                old = self.last
                proof = merkle.consistency_proof(old.size, checkpoint.size, hashes)
                merkle.verify_consistency(
                    old.size, checkpoint.size, old.root, checkpoint.root, proof
                )
        except ValueError as error:
            self.forks.append(f"{self.last} → {checkpoint}: {error}")
        self.last, self.seen = checkpoint, self.seen + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    path = Path(os.environ["BALAREA_DATA"]) / "log-soak"
    shutil.rmtree(path, ignore_errors=True)
    with contextlib.ExitStack() as running:
        mall = Mall(path, free_port(), settings(path, running))
        running.callback(mall.stop)
        print(f"Open after {mall.open():.1f} s.", flush=True)
        os.environ.update(
            mall.environment(), DJANGO_SETTINGS_MODULE="balarea.config.settings"
        )
        import django

        django.setup()
        figures = soak(mall, random.Random(options.seed), options.kills)
        figures |= after(mall)
    print(json.dumps({"soak": "log", "seed": options.seed} | figures))
    bad = ("forks", "lost", "double", "never", "second_history_signed")
    if any(figures[name] for name in bad) or not figures["backup_refused"]:
        sys.exit(1)


def settings(path: Path, running: contextlib.ExitStack) -> dict[str, str]:
    """A mall without people, whose log has three witnesses."""
    apart = path.with_name("log-soak-witnesses")
    shutil.rmtree(apart, ignore_errors=True)
    apart.mkdir(parents=True)
    path.mkdir(mode=0o700, parents=True)
    vkeys = signer.make(path / "signer", ORIGIN)
    started = [
        witnesses.start(apart / f"witness-{n}", ORIGIN, vkeys, running)
        for n in range(1, 4)
    ]
    policy = [f"log {vkeys[0]}"]
    policy += [f"witness w{n} {vkey}" for n, (vkey, _) in enumerate(started)]
    policy += ["group two 2 w0 w1 w2", "quorum two"]
    (apart / "policy.txt").write_text("\n".join(policy) + "\n")
    return {
        "BALAREA_DEMO": "0",
        "BALAREA_LOG_WITNESSES": ",".join(f"{vkey} {url}" for vkey, url in started),
        "BALAREA_LOG_POLICY": str(apart / "policy.txt"),
    }


def soak(mall: Mall, chance: random.Random, kills: int) -> dict[str, object]:
    files = LogFiles(mall.path / "log")
    vkeys = (mall.path / "signer" / signer.VERIFIERS).read_text().splitlines()
    load, follower = Load(), Follower(files, list(map(VerifierKey.parse, vkeys)))
    threads = [threading.Thread(target=one.run) for one in (load, follower)]
    for thread in threads:
        thread.start()
    wait_for_news(files)
    back: dict[str, list[float]] = {word: [] for word in VICTIMS}
    for number in range(kills):
        word = chance.choice(VICTIMS)
        for head in mall.heads(word)[:1]:
            head.kill()
        back[word].append(wait_for_news(files))
        print(f"{number + 1}. {word}: {back[word][-1]:.2f} s", flush=True)
        time.sleep(chance.uniform(*PAUSE))
    second = run_second(files)
    load.is_over.set()
    threads[0].join()
    wait_for_news(files, is_idle=True)
    follower.is_over.set()
    threads[1].join()
    times = [one for ones in back.values() for one in ones]
    return {
        "kills": len(times),
        "checkpoints_seen": follower.seen,
        "forks": follower.forks,
        **counted(files, load),
        "back_median_s": round(statistics.median(times), 2) if times else 0,
        "back_max_s": {
            word: round(max(ones, default=0), 2) for word, ones in back.items()
        },
        "never": sum(one >= LONGEST for one in times),
        "two_at_once_s": round(second, 2),
    }


def wait_for_news(files: LogFiles, *, is_idle: bool = False) -> float:
    """Seconds until something new is published; when idle, until nothing is new."""
    began, size = time.monotonic(), files.published_size()
    while (spent := time.monotonic() - began) < LONGEST:
        if is_idle and spent > 3:
            return spent
        if not is_idle and files.published_size() > size:
            return spent
        time.sleep(0.02)
    return LONGEST


def run_second(files: LogFiles) -> float:
    """Two sequencers for ten seconds; then how long the log needs for news."""
    second = subprocess.Popen(
        [sys.executable, "-m", "django", "run_sequencer"],
        preexec_fn=end_with_parent,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(10)
    spent = wait_for_news(files)
    second.send_signal(signal.SIGTERM)
    second.wait(20)
    return spent


def counted(files: LogFiles, load: Load) -> dict[str, object]:
    """Read every published entry: what was acknowledged is there, and once."""
    from balarea.transparency.entries import leaves

    seen: list[bytes] = []
    for bundle in tiles.new_bundles(0, files.published_size()):
        entries = tiles.entries_of(files.read_tile(bundle))
        seen += [leaves.decode(entry).tag for entry in entries]
    return {
        "entries": len(seen),
        "acknowledged": len(load.tags),
        "lost": len(load.tags - set(seen)),
        "double": len(seen) - len(set(seen)),
    }


def after(mall: Mall) -> dict[str, object]:
    """What a thief of all keys gets signed, and what a restored backup does."""
    from django.db import connection

    from balarea.foundation import clock
    from balarea.foundation.operation import SYSTEM
    from balarea.transparency.tests.published import append

    signed = second_history(mall)
    identity = open_folder(mall.path).identity
    own = embedded_database.PLACES / identity
    place = (own if own.exists() else mall.path / "postgres") / "data"
    backup = mall.path.with_name("log-soak-backup")
    connection.close()
    mall.stop()
    shutil.rmtree(backup, ignore_errors=True)
    copy(place, backup)
    mall.open()
    append(count=5, by=SYSTEM, at=clock.now())
    files = LogFiles(mall.path / "log")
    wait_for_news(files, is_idle=True)
    size = files.published_size()
    connection.close()
    mall.stop()
    shutil.rmtree(place)
    copy(backup, place)
    mall.open()
    append(count=9, by=SYSTEM, at=clock.now())
    time.sleep(5)
    said = (mall.path / "logs" / "sequencer.log").read_text().strip().splitlines()
    last = signer.Signer.open(mall.path / "signer").last
    connection.close()
    is_refused = files.published_size() == size == last.size
    return {
        "second_history_signed": signed,
        "backup_refused": is_refused and any("BEHIND" in line for line in said[-3:]),
        "backup_reason": said[-1] if said else "",
    }


def copy(source: Path, target: Path) -> None:
    """With owners, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", source, target], check=True)


def second_history(mall: Mall) -> int:
    """How often somebody with the log's keys gets another history signed."""
    last = signer.Signer.open(mall.path / "signer").last
    socket, got = mall.path / "run" / "signer.sock", 0
    lines = (mall.path / "signer" / signer.SEEDS).read_text().splitlines()
    keys = [SigningKey.parse(line) for line in lines]
    urls = [part.split()[-1] for part in mall.more["BALAREA_LOG_WITNESSES"].split(",")]
    for size in (last.size, last.size + 7):
        forged = Checkpoint(ORIGIN, size, merkle.leaf_hash(b"forged"))
        request = signer.format_request(last.size, [], forged)
        got += signer.ask(socket, request)[0] == 200
        note = Note(forged.text, tuple(key.sign(forged.text) for key in keys))
        body = AddCheckpoint(last.size, (), note.format()).format()
        got += sum(witnesses.post(url, body) == 200 for url in urls)
    return got


if __name__ == "__main__":
    main()
