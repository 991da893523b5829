"""Witnesses for benches and soaks: the real program, on free ports of this machine."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.children import end_with_parent

from balarea.transparency.programs import witness_folder


def start(
    folder: Path, origin: str, log_keys: Sequence[str], running: contextlib.ExitStack
) -> tuple[str, str]:
    """A witness of one log, until `running` ends; its verifier key and its address."""
    if not (folder / witness_folder.KEYS).exists():
        witness_folder.make(folder, f"{folder.name}.example", has_mldsa=False)
        lines = "".join(f"log {vkey}\n" for vkey in log_keys)
        (folder / witness_folder.CONFIGURATION).write_text(lines, encoding="utf-8")
    [key] = witness_folder.read_keys(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = ("-m", "balarea", "witness", "--folder", os.fspath(folder), "run")
    process = subprocess.Popen(
        [sys.executable, *command, "--listen", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        preexec_fn=end_with_parent,
    )

    def end() -> None:
        process.terminate()
        process.wait(20)

    running.callback(end)
    while not _answers(port):
        if process.poll() is not None:
            raise RuntimeError(f"The witness of {folder} for {origin} didn't start.")
        time.sleep(0.05)
    return key.vkey, f"http://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.closing(client), contextlib.suppress(OSError):
        client.request("GET", "/")
        return client.getresponse().status == http.client.OK
    return False


def post(url: str, body: bytes) -> int:
    """The status that a witness answers to a request."""
    client = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    with contextlib.closing(client):
        client.request("POST", "/add-checkpoint", body)
        return client.getresponse().status
