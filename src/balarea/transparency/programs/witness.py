"""`balarea witness`: a witness of public logs (tlog-witness), with an optional mirror.

It is meant for another regency, an ombudsman or a campus: one folder, one small file of
state, no database. It speaks plain HTTP behind a reverse proxy that ends TLS.
"""

import argparse
import os
import signal
import sys
from http import HTTPStatus
from pathlib import Path

from balarea.transparency.programs import clock, durable_files, witness_folder
from balarea.transparency.programs.http_limits import Handler, Refused, Server
from balarea.transparency.programs.log_source import HttpSource
from balarea.transparency.programs.witness_folder import CannotRun
from balarea.transparency.programs.witness_mirror import Mirrors
from balarea.transparency.programs.witness_service import Witness

FOLDER = Path("balarea-witness")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def handler(witness: Witness, mirrors: Mirrors | None = None) -> type[Handler]:
    """The addresses of one witness, and of its copies of logs."""

    class WitnessHandler(Handler):
        def do_POST(self) -> None:
            try:
                body = self.body()
            except Refused as refusal:
                self.close_connection = True  # what follows may be the body's rest
                self.answer(refusal.status, f"{refusal}\n".encode())
                return
            if self.path != "/add-checkpoint":
                self.answer(HTTPStatus.NOT_FOUND, b"POST /add-checkpoint\n")
                return
            answer = witness.add_checkpoint(body)
            self.answer(answer.status, answer.body, answer.content_type)

        def do_GET(self) -> None:
            if self.headers.get("Content-Length", "0") != "0":
                self.close_connection = True
            match self.path.split("/"):
                case ["", ""]:
                    self.answer(HTTPStatus.OK, introduction(witness).encode())
                case ["", name, "checkpoint"] if note := witness.latest(name):
                    self.answer(HTTPStatus.OK, note)
                case ["", "mirror", name, *path] if mirrors:
                    self.answer(*mirrors.read(name, "/".join(path)))
                case _:
                    self.answer(HTTPStatus.NOT_FOUND, b"there is nothing here\n")

    return WitnessHandler


def introduction(witness: Witness) -> str:
    """What somebody reads who opens the witness's address: its keys and its logs."""
    lines = [f"# {witness.keys[0].name} · tlog-witness: POST /add-checkpoint"]
    lines += [key.vkey for key in witness.keys]
    for origin in witness.logs:
        cosigned = witness.position(origin)
        size = cosigned.checkpoint.size if cosigned else 0
        lines.append(f"# {origin}: {size}")
    return "".join(f"{line}\n" for line in lines)


def run(folder: Path, listen: str) -> int:
    """Serve until TERM or Ctrl-C."""
    configuration = witness_folder.read_configuration(folder)
    host, port = configuration.host, configuration.port
    if listen:
        host, port = witness_folder.parse_address(listen)
    with durable_files.locked(folder):
        witness = Witness(folder, configuration.logs, clock.seconds, say)
        mirrors = None
        if configuration.is_mirror:
            mirrors = Mirrors(witness, folder, HttpSource, clock.seconds, say)
            mirrors.start()
        with Server(host, port, handler(witness, mirrors)) as server:
            say(f"Witness of {len(witness.logs)} logs on {host}:{server.server_port}.")
            signal.signal(signal.SIGTERM, _stop)
            try:
                server.serve_forever(poll_interval=0.2)
            except (KeyboardInterrupt, SystemExit):
                return 0
    return 0


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit


def new(folder: Path, name: str, *, has_mldsa: bool) -> int:
    """Make keys and print what a log's operator and a policy need."""
    for vkey in witness_folder.make(folder, name, has_mldsa=has_mldsa):
        say(vkey)
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="balarea witness",
        description="Saksi bagi log publik: menandatangani bahwa log hanya bertambah. "
        "A witness of public logs: it signs that a log only grows.",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help=f"kunci dan keadaan saksi · keys and state (default: {FOLDER})",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("new", help="membuat kunci · make keys")
    make.add_argument("name", help="nama saksi · its name, as saksi.example.go.id/log")
    make.add_argument(
        "--ml-dsa", action="store_true", help="juga ML-DSA-44 · also an ML-DSA-44 key"
    )
    serve = commands.add_parser("run", help="menjalankan · serve")
    serve.add_argument(
        "--listen",
        default="",
        metavar="HOST:PORT",
        help="alamat, jika bukan yang di witness.conf · instead of witness.conf's",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    os.umask(0o077)
    options = parse(arguments)
    try:
        if options.command == "new":
            return new(options.folder, options.name, has_mldsa=options.ml_dsa)
        return run(options.folder, options.listen)
    except (CannotRun, durable_files.FolderInUse, OSError, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
