"""How long a mall takes to its first page: at first, again, and after a `kill -9`.

    script/bench starts [--rounds N] [--definitions]

From the command, `script/server`, to the answer of `/`. A folder of its own, which is
removed at the end; the load of the machine stands beside each figure. Of the start the
services are measured by themselves as well, in new processes: reading and checking all
definitions, and running their examples. With `--definitions` nothing else is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
from bench import serving
from tests.children import end_with_parent

from balarea.config.launcher.embedded_database import PLACES

PORT = 8971
# What a new process prints: seconds of the clock and of the processor for each part.
DEFINITIONS = """
import datetime, json, pathlib, time
from balarea.catalogue import definition as engine

def measured(do):
    began, used = time.perf_counter(), time.process_time()
    result = do()
    return result, [time.perf_counter() - began, time.process_time() - used]

folder = pathlib.Path("services")
loaded, load = measured(lambda: engine.load_all(folder))
today = datetime.date(2026, 11, 24)
_, examples = measured(
    lambda: [engine.failures(one, today=today) for one in loaded.values()]
)
_, identities = measured(lambda: [engine.identity(one) for one in loaded.values()])
print(json.dumps({"load and check": load, "examples": examples,
                  "identities": identities, "services": len(loaded)}))
"""


def start(data: Path) -> tuple[subprocess.Popen[str], float, float]:
    """A running mall, and seconds to its front page: of the clock, of processors."""
    # Nothing of this bench's own database.
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
    }
    began = time.monotonic()
    mall = subprocess.Popen(
        [
            *(serving.ROOT / "script" / "server", "--data", data),
            *("--port", str(PORT)),
        ],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,
    )
    for line in mall.stdout or ():
        if "is open at" in line:
            break
    with urllib.request.urlopen(f"http://localhost:{PORT}/") as page:
        page.read()
    return mall, time.monotonic() - began, _processor_seconds(mall)


def definitions(rounds: int) -> dict[str, dict[str, float]]:
    """Medians of seconds for the definitions, each round in a process of its own."""
    results = []
    for _ in range(rounds):
        output = subprocess.run(
            [sys.executable, "-c", DEFINITIONS],
            cwd=serving.ROOT,
            env={**os.environ, "PYTHONPATH": "src"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        results.append(json.loads(output))
    count = results[0].pop("services")
    medians = {
        part: {
            name: round(statistics.median(one[part][place] for one in results), 2)
            for place, name in enumerate(("seconds", "processor"))
        }
        for part in results[0]
    }
    load = os.getloadavg()[0]
    print(f"{count} definitions at load {load:.1f}: {medians}", flush=True)
    return medians


def stop(mall: subprocess.Popen[str]) -> None:
    mall.send_signal(signal.SIGTERM)
    mall.wait()


def kill(mall: subprocess.Popen[str]) -> None:
    mall.kill()
    mall.wait()


def measure(data: Path, rounds: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {"first": [], "again": [], "after a kill": []}
    mall, *seconds = start(data)
    _note(took, "first", *seconds)
    ends: dict[str, Callable[[subprocess.Popen[str]], None]] = {
        "again": stop,
        "after a kill": kill,
    }
    try:
        for _ in range(rounds):
            for name, end in ends.items():
                time.sleep(2)  # a mall that is at work, not one that still starts
                end(mall)
                mall, *seconds = start(data)
                _note(took, name, *seconds)
    finally:
        stop(mall)
    return took


def _note(
    took: dict[str, list[float]], name: str, seconds: float, processor: float
) -> None:
    took[name].append(round(seconds, 2))
    load = os.getloadavg()[0]
    print(
        f"{name}: {seconds:.2f} s at load {load:.1f}, {processor:.1f} s of processor",
        flush=True,
    )


def _processor_seconds(mall: subprocess.Popen[str]) -> float:
    """What the start took of the processors, which other programs change little."""
    head = psutil.Process(mall.pid)
    times = [one.cpu_times() for one in (head, *head.children(recursive=True))]
    return sum(one.user + one.system for one in times) + sum(
        # Set-up and bootstrap have ended; the database counts its own dead.
        one.children_user + one.children_system
        for one in times
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--definitions", action="store_true")
    options = parser.parse_args()
    services = definitions(options.rounds)
    if options.definitions:
        print(json.dumps({"definitions": services}))
        return
    data = Path(tempfile.mkdtemp(prefix="balarea-starts-"))
    try:
        took = measure(data, options.rounds)
    finally:
        if not os.geteuid() and (card := data / "house.json").exists():
            place = PLACES / json.loads(card.read_text(encoding="utf-8"))["id"]
            shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(data)
    medians = {name: statistics.median(all_) for name, all_ in took.items()}
    print(json.dumps({"median seconds": medians, "all": took, "definitions": services}))


if __name__ == "__main__":
    main()
