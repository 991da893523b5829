"""`balarea overseer`: one of the two whose values draw officers.

It holds one VRF key and answers for a leaf of the log only once that leaf is in a
checkpoint with the cosignatures of its policy. So the mall can't try requests until one
picks whom it likes, and the overseer can't choose the value. It speaks plain HTTP
behind a reverse proxy that ends TLS.

| File of its folder | What |
|---|---|
| `overseer.key` | the secret key, 64 hex digits |
| `policy.txt` | which log and which cosignatures it trusts (tlog-policy) |
| `answers/` | one file for each leaf that it answered for, with the time |
"""

import argparse
import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from balarea.transparency.draw import audit, ecvrf, picking
from balarea.transparency.entries import leaves
from balarea.transparency.programs import clock, durable_files, witness_folder
from balarea.transparency.programs.http_limits import Handler, Refused, Server
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.errors import TlogError
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.proofs import LogProof

KEY, POLICY, ANSWERS = "overseer.key", "policy.txt", "answers"
FOLDER = Path("balarea-overseer")
JSON = "application/json"
# Every proof is answered this long after its request, so that the time which the
# arithmetic took, and which depends on the key, is not to be seen.
ANSWER_AFTER = 0.25  # seconds


class CannotProve(ValueError):
    """Why a request gets no proof; the text is the answer."""


class Overseer:
    """A key, the policy that a leaf must meet, and what was answered before."""

    def __init__(self, folder: Path, clock_seconds: Callable[[], int]) -> None:
        self.folder = folder
        self._clock = clock_seconds
        self._seed = read_key(folder)
        self.public_key = ecvrf.public_key(self._seed)
        text = (folder / POLICY).read_text(encoding="utf-8")
        self.policy = Policy.parse(text)
        (folder / ANSWERS).mkdir(mode=0o700, exist_ok=True)

    def prove(self, body: bytes) -> bytes:
        """The answer to a request: JSON with the proof.

        Raises:
            CannotProve: it isn't a request of a draw, or not in the log yet.
        """
        try:
            content = json.loads(body)
            data = bytes.fromhex(content["leaf"])
            proof = LogProof.parse(content["log_proof"].encode())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise CannotProve("send a leaf and its log_proof") from None
        try:
            leaf = leaves.decode(data)
            proof.verify(data, self.policy)
        except (TlogError, leaves.InvalidLeaf) as error:
            raise CannotProve(f"it is not in the log: {error}") from None
        if leaf.type not in audit.REQUESTS:
            raise CannotProve("only requests of draws are answered")
        return self._answer(merkle.leaf_hash(data))

    def answered(self, name: str) -> bytes | None:
        """What was answered for the leaf with this hash (hex); None if nothing was."""
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            return None
        path = self.folder / ANSWERS / name
        return path.read_bytes() if path.exists() else None

    def _answer(self, leaf_hash: bytes) -> bytes:
        name = leaf_hash.hex()
        if earlier := self.answered(name):
            return earlier
        content = {
            "leaf_hash": name,
            "proof": ecvrf.prove(self._seed, picking.alpha(leaf_hash)).hex(),
            "public_key": self.public_key.hex(),
            "time": self._clock(),
        }
        answer = json.dumps(content, sort_keys=True).encode() + b"\n"
        durable_files.replace(self.folder / ANSWERS / name, answer)
        return answer


def make(folder: Path) -> bytes:
    """Make the key of a new overseer; the public key. An old key is never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / KEY).exists():
        text = f"{secrets.token_hex(ecvrf.KEY_SIZE)}\n"
        durable_files.replace(folder / KEY, text.encode())
    return ecvrf.public_key(read_key(folder))


def read_key(folder: Path) -> bytes:
    """The secret key; raises ValueError or OSError with a sentence for the operator."""
    seed = bytes.fromhex((folder / KEY).read_text(encoding="ascii").strip())
    if len(seed) != ecvrf.KEY_SIZE:
        raise ValueError(f"{folder / KEY} has no key of 64 hex digits")
    return seed


def handler(overseer: Overseer) -> type[Handler]:
    """The addresses of one overseer."""

    class OverseerHandler(Handler):
        def do_POST(self) -> None:
            began = time.monotonic()
            if self.path != "/prove":
                self.close_connection = True  # its body was not read
                self.answer(HTTPStatus.NOT_FOUND, b"POST /prove\n")
                return
            try:
                answer = overseer.prove(self.body())
            except Refused as refusal:
                self.close_connection = True
                self.answer(refusal.status, f"{refusal}\n".encode())
                return
            except CannotProve as error:
                self.answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n".encode())
                return
            time.sleep(max(0.0, began + ANSWER_AFTER - time.monotonic()))
            self.answer(HTTPStatus.OK, answer, JSON)

        def do_GET(self) -> None:
            if self.headers.get("Content-Length", "0") != "0":
                self.close_connection = True
            match self.path.split("/"):
                case ["", "key"]:
                    key = f"{overseer.public_key.hex()}\n"
                    self.answer(HTTPStatus.OK, key.encode())
                case ["", "answers", name] if answer := overseer.answered(name):
                    self.answer(HTTPStatus.OK, answer, JSON)
                case _:
                    self.answer(HTTPStatus.NOT_FOUND, b"there is nothing here\n")

    return OverseerHandler


def run(folder: Path, listen: str) -> int:
    """Serve until TERM or Ctrl-C."""
    host, port = witness_folder.parse_address(listen)
    with durable_files.locked(folder):
        overseer = Overseer(folder, clock.seconds)
        with Server(host, port, handler(overseer)) as server:
            _say(f"Overseer {overseer.public_key.hex()} on {host}:{server.server_port}")
            signal.signal(signal.SIGTERM, _stop)
            try:
                server.serve_forever(poll_interval=0.2)
            except (KeyboardInterrupt, SystemExit):
                return 0
    return 0


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="balarea overseer",
        description="Pengawas undian petugas: memberi nilai acak yang terbukti. "
        "An overseer of draws: it gives random values with their proofs.",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help=f"kunci dan kebijakan · key and policy (default: {FOLDER})",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new", help="membuat kunci · make a key")
    serve = commands.add_parser("run", help="menjalankan · serve")
    serve.add_argument("--listen", default="127.0.0.1:8095", metavar="HOST:PORT")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    os.umask(0o077)
    options = parse(arguments)
    try:
        if options.command == "new":
            _say(make(options.folder).hex())
            return 0
        return run(options.folder, options.listen)
    except (durable_files.FolderInUse, TlogError, OSError, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
