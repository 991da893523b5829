"""`balarea kiosk`: the program at a kiosk's machine.

It serves the kiosk's page to the browser beside it, prints its tickets, and gives out
numbers by itself while the mall can't be reached.

| File of its folder | What |
|---|---|
| `kiosk.key` | the secret key, 64 hex digits; the mall has the public one |
| `state.json` | leased numbers, the last catalogue, the clock; replaced as a whole |
| `tickets.jsonl` | the signed tickets that it gave out by itself; only grows |
"""

import argparse
import os
import secrets
import signal
import sys
import threading
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balarea.transparency.programs import durable_files, witness_folder
from balarea.transparency.programs.http_limits import Server
from balarea.visits.programs import kiosk_printer, kiosk_server
from balarea.visits.programs.kiosk_mall import Mall
from balarea.visits.programs.kiosk_numbers import Numbers
from balarea.visits.programs.kiosk_work import Work

KEY = "kiosk.key"
KEY_SIZE = 32
FOLDER = Path("balarea-kiosk")


def make(folder: Path) -> bytes:
    """Make the key of a new kiosk; the public key. An old key is never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / KEY).exists():
        text = f"{secrets.token_hex(KEY_SIZE)}\n"
        durable_files.replace(folder / KEY, text.encode())
    return read_key(folder).public_key().public_bytes_raw()


def read_key(folder: Path) -> Ed25519PrivateKey:
    """The secret key; raises ValueError or OSError with a sentence for the operator."""
    seed = bytes.fromhex((folder / KEY).read_text(encoding="ascii").strip())
    if len(seed) != KEY_SIZE:
        raise ValueError(f"{folder / KEY} has no key of {2 * KEY_SIZE} hex digits")
    return Ed25519PrivateKey.from_private_bytes(seed)


def run(folder: Path, mall_url: str, code: str, printer: str, listen: str) -> int:
    """Serve until TERM or Ctrl-C."""
    host, port = witness_folder.parse_address(listen)
    with durable_files.locked(folder):
        key = read_key(folder)
        numbers = Numbers(folder, key)
        mall = Mall(mall_url, code, key, numbers.clock.seconds, numbers.set_time)
        work = Work(mall, numbers, kiosk_printer.parse(printer), _say)
        with Server(host, port, kiosk_server.handler(work)) as server:
            _say(f"Kiosk {code}: http://{host}:{server.server_port}/kios/")
            signal.signal(signal.SIGTERM, _stop)
            thread = threading.Thread(target=work.run, daemon=True)
            thread.start()
            try:
                server.serve_forever(poll_interval=0.2)
            except (KeyboardInterrupt, SystemExit):
                work.stop()
                thread.join(timeout=2)
    return 0


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="balarea kiosk",
        description="Kios: halaman, cetak, dan nomor ketika server tak terjangkau. "
        "A kiosk: its page, its tickets, and numbers while the mall is away.",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help=f"kunci, nomor, tiket · key, numbers, tickets (default: {FOLDER})",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("new", help="membuat kunci · make a key")
    serve = commands.add_parser("run", help="menjalankan · serve")
    serve.add_argument("--mall", required=True, metavar="URL")
    serve.add_argument("--code", required=True, metavar="K1")
    serve.add_argument(
        "--printer",
        default="none",
        help="network:HOST[:PORT], usb:VENDOR:PRODUCT, file:/dev/…, none",
    )
    serve.add_argument("--listen", default="127.0.0.1:8099", metavar="HOST:PORT")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    os.umask(0o077)
    options = parse(arguments)
    try:
        if options.command == "new":
            _say(make(options.folder).hex())
            return 0
        return run(
            options.folder, options.mall, options.code, options.printer, options.listen
        )
    except (durable_files.FolderInUse, OSError, ValueError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
