"""Kill sequencer, signer and database at random, then run two sequencers at once."""

from __future__ import annotations

import random
import signal
import statistics
import subprocess
import sys
import threading
import time

from bench.soak.log.load import LONGEST, Follower, Load, counted, wait_for_news
from bench.soak.mall import Mall
from tests.children import end_with_parent

from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.tlog.notes import VerifierKey

VICTIMS = ("run_sequencer", "balarea signer", "postgres")
# Seconds between two kills: the launcher restarts at once what ran for five seconds.
PAUSE = (5.5, 8.0)


def soak(
    mall: Mall, keys: list[VerifierKey], chance: random.Random, count: int
) -> dict[str, object]:
    files = LogFiles(mall.path / "log")
    load, follower = Load(), Follower(files, keys)
    threads = [threading.Thread(target=one.run) for one in (load, follower)]
    for thread in threads:
        thread.start()
    wait_for_news(files)
    back: dict[str, list[float]] = {word: [] for word in VICTIMS}
    for number in range(count):
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
