"""The log's signer: a process apart, which signs a checkpoint only if the log grew.

It listens on a Unix socket and has a folder of its own, with its keys and the last
checkpoint that it signed. Neither the web nor the database can read them where the
signer runs by an account of its own. It signs what is consistent with the last
checkpoint and refuses everything else, so nobody who controls database and web can get
two histories signed.

    balarea signer new --folder FOLDER --origin ORIGIN     makes keys, prints them
    balarea signer run --folder FOLDER --socket SOCKET     signs until it is stopped

A request is written whole before the writing side is closed: `state`, or the body of a
witness' `add-checkpoint` (`old <size>`, lines of proof, an empty line) followed by the
text of a checkpoint without signatures. The answer begins with a line of three digits
as HTTP has them: 200, then the lines of signature (of `state`: the verifier keys, an
empty line, the last checkpoint's text); 400 malformed; 404 another log; 409 and the
size of the last checkpoint; 422 the proof fails, or two roots of one size.
"""

import argparse
import contextlib
import os
import secrets
import socket
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from balarea.transparency.programs import durable_files
from balarea.transparency.tlog import checkpoints, merkle
from balarea.transparency.tlog.checkpoints import Checkpoint
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.notes import KeyType, SigningKey
from balarea.transparency.tlog.witness_requests import (
    AddCheckpoint,
    WitnessState,
    advance,
)

STATE, SEEDS, VERIFIERS = "state", "keys", "log.vkey"
TYPES = (KeyType.ED25519, KeyType.MLDSA44_COSIGNATURE)
LONGEST_REQUEST = 16_384  # bytes
PATIENCE = 2.0  # seconds for one request
LONGEST_ADDRESS = 100  # bytes


class CannotSign(Exception):
    """The folder doesn't have what a signer needs; the message says what to do."""


class Refused(Exception):
    """A request that is answered by a code and, maybe, a text."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"{code} {text}")
        self.code, self.text = code, text


@dataclass
class Signer:
    """Keys and the last checkpoint; `sign` is the only way to a signature."""

    folder: Path
    keys: tuple[SigningKey, ...]
    last: Checkpoint

    @classmethod
    def open(cls, folder: Path) -> "Signer":
        """The signer of a folder.

        Raises:
            CannotSign: a file is missing, damaged, or readable by others.
        """
        for name in (SEEDS, STATE):
            _check_closed(folder / name)
        try:
            lines = (folder / SEEDS).read_text("utf-8").splitlines()
            keys = tuple(SigningKey.parse(line) for line in lines)
            last = checkpoints.parse((folder / STATE).read_text("utf-8"))
        except (TlogError, ValueError) as error:
            raise CannotSign(f"{folder} is damaged ({error}): restore it.") from error
        if [key.type for key in keys] != list(TYPES):
            raise CannotSign(f"{folder / SEEDS} hasn't the two keys of a log.")
        if {key.name for key in keys} != {last.origin}:
            raise CannotSign(f"{folder / SEEDS} has keys of another log.")
        return cls(folder, keys, last)

    def sign(self, old: int, proof: Sequence[bytes], checkpoint: Checkpoint) -> str:
        """The lines of signature of a checkpoint that continues the last one.

        The last checkpoint is on the disk before a signature leaves.

        Raises:
            Refused: it doesn't continue it.
        """
        if checkpoint.origin != self.last.origin or checkpoint.extensions:
            raise Refused(404, "another log")
        state = WitnessState(self.last.size, self.last.root)
        answer = advance(state, old, proof, checkpoint)
        if answer.status != HTTPStatus.OK:
            raise Refused(answer.status, answer.body.decode())
        if checkpoint != self.last:
            durable_files.replace(self.folder / STATE, checkpoint.text.encode())
            self.last = checkpoint
        return "".join(key.sign(checkpoint.text).line for key in self.keys)

    def answer(self, request: bytes) -> bytes:
        """The answer to one request."""
        try:
            if request == b"state\n":
                vkeys = "".join(f"{key.vkey}\n" for key in self.keys)
                return f"200\n{vkeys}\n{self.last.text}".encode()
            return f"200\n{self.sign(*parse_request(request))}".encode()
        except Refused as refusal:
            return f"{refusal.code}\n{refusal.text}".encode()


def format_request(old: int, proof: Sequence[bytes], checkpoint: Checkpoint) -> bytes:
    """What asks the signer for a signature."""
    return AddCheckpoint(old, tuple(proof), checkpoint.text.encode()).format()


def parse_request(request: bytes) -> tuple[int, Sequence[bytes], Checkpoint]:
    """Old size, proof and checkpoint of a request, else `Refused`."""
    try:
        parsed = AddCheckpoint.parse(request)
        return parsed.old, parsed.proof, checkpoints.parse(parsed.checkpoint.decode())
    except ValueError as error:
        raise Refused(400, str(error)) from error


def make(folder: Path, origin: str) -> list[str]:
    """Make the keys of a log, unless the folder has some; returns the verifier keys.

    The state is written first: keys without a state have been used, and are refused.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if not (folder / SEEDS).exists():
        if (folder / STATE).exists():
            last = checkpoints.parse((folder / STATE).read_text("utf-8"))
            if last.size:
                raise CannotSign(
                    f"{folder} has signed {last.size} entries, but its keys are gone: "
                    "restore them. New keys can't continue this log."
                )
        empty = Checkpoint(origin, 0, merkle.EMPTY_ROOT)
        durable_files.replace(folder / STATE, empty.text.encode())
        made = [SigningKey(origin, kind, secrets.token_bytes(32)) for kind in TYPES]
        durable_files.replace(
            folder / SEEDS, "".join(f"{key.text}\n" for key in made).encode()
        )
    vkeys = [key.vkey for key in Signer.open(folder).keys]
    durable_files.replace(
        folder / VERIFIERS, "".join(f"{vkey}\n" for vkey in vkeys).encode()
    )
    return vkeys


def serve(signer: Signer, path: Path, stop: threading.Event, mode: int) -> None:
    """Answer requests one after the other, until `stop` is set.

    Args:
        mode: of the socket; 0o660 lets the sequencer's group connect.
    """
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        before = os.umask(0o177)
        try:
            with _short(path) as address:
                server.bind(address)
        finally:
            os.umask(before)
        path.chmod(mode)
        server.listen(8)
        server.settimeout(0.2)
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = server.accept()
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(PATIENCE)
                    connection.sendall(signer.answer(_read(connection)))


def ask(path: Path, request: bytes, patience: float = 5.0) -> tuple[int, str]:
    """Ask the signer at a socket; the code and the text of its answer.

    Raises:
        OSError: it doesn't answer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(patience)
        with _short(path) as address:
            client.connect(address)
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        code, _, text = _read(client).decode().partition("\n")
    if not code.isdigit():
        raise ConnectionResetError("the signer closed the connection")
    return int(code), text


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """An address of a socket: the kernel takes some hundred bytes, paths are longer."""
    if len(os.fsencode(path)) <= LONGEST_ADDRESS or sys.platform != "linux":
        yield os.fspath(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _read(connection: socket.socket) -> bytes:
    """All that the other side writes, cut at the longest request."""
    data = b""
    while len(data) <= LONGEST_REQUEST and (part := connection.recv(4096)):
        data += part
    return data


def _check_closed(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise CannotSign(
            f"{path} can't be read ({error.strerror}): restore the signer's folder, or"
            " make one by `balarea signer new`. A log whose signer has forgotten what "
            "it signed must not be signed on."
        ) from error
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise CannotSign(f"{path} is open to other accounts: chmod 600 {path}")


def main(arguments: list[str]) -> int:
    """`balarea signer new | run`."""
    parser = argparse.ArgumentParser(prog="balarea signer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="make the keys of a new log")
    new.add_argument("--origin", required=True, help="the log's name")
    run = commands.add_parser("run", help="sign until TERM")
    run.add_argument("--socket", type=Path, required=True)
    run.add_argument("--group", action="store_true", help="let the group connect")
    for command in (new, run):
        command.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        if options.command == "new":
            for vkey in make(options.folder, options.origin):
                sys.stdout.write(f"{vkey}\n")
            return 0
        return _run(options.folder, options.socket, 0o660 if options.group else 0o600)
    except (CannotSign, durable_files.FolderInUse, TlogError, OSError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _run(folder: Path, path: Path, mode: int) -> int:
    import signal

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with durable_files.locked(folder):
        serve(Signer.open(folder), path, stop, mode)
    return 0
