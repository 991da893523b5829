"""Kill what the published log depends on, under load, and look for any damage.

A mall runs by `script/server`, with three witnesses. Entries are committed all the
time; at random moments sequencer, signer or database is killed. A follower outside
reads checkpoints all the while and demands that each continues the one before. Then two
sequencers run at once, the disk of the log's files fills, a thief of the log's keys
offers another history to signer, witness and monitors, and an old backup is restored.
What counts: no fork unseen, no entry lost or twice, and how long until something new is
published again. The last line is JSON.

    script/soak log [--kills 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import sys
from pathlib import Path

from bench import witnesses
from bench.soak.log import backup, disk, forks, kills
from bench.soak.mall import Mall, free_port

from balarea.transparency.programs import signer
from balarea.transparency.tlog.notes import VerifierKey

ORIGIN = "soak.example/transparansi/log"


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
        vkeys = (mall.path / "signer" / signer.VERIFIERS).read_text().splitlines()
        keys = list(map(VerifierKey.parse, vkeys))
        figures = kills.soak(mall, keys, random.Random(options.seed), options.kills)
        figures |= disk.fill(mall, keys)
        figures |= {"second_history_signed": forks.second_history(mall)}
        figures |= forks.monitored(mall, Path(mall.more["BALAREA_LOG_POLICY"]))
        figures |= backup.restored(mall)
    print(json.dumps({"soak": "log", "seed": options.seed} | figures))
    if not is_sound(figures):
        sys.exit(1)


def is_sound(figures: dict[str, object]) -> bool:
    bad = ("forks", "lost", "double", "never", "second_history_signed")
    return (
        not any(figures[name] for name in bad)
        and disk.is_survived(figures["disk"])
        and forks.is_caught(figures)
        and bool(figures["backup_refused"])
    )


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
    policy += [f"witness w{n} {vkey} {url}/" for n, (vkey, url) in enumerate(started)]
    policy += ["group two 2 w0 w1 w2", "quorum two"]
    (apart / "policy.txt").write_text("\n".join(policy) + "\n")
    return {
        "BALAREA_DEMO": "0",
        "BALAREA_LOG_WITNESSES": ",".join(f"{vkey} {url}" for vkey, url in started),
        "BALAREA_LOG_POLICY": str(apart / "policy.txt"),
    }


if __name__ == "__main__":
    main()
