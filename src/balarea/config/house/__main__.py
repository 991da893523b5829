"""`python -m balarea.config.house server | with-database | demo`, for script/."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from balarea.config.house import borrow, server, web
from balarea.config.house.disk import disk_full, has_no_room, needed_in
from balarea.config.house.errors import CannotRun, NothingRuns
from balarea.config.house.folder import is_new, open_folder
from balarea.config.house.processes import python_module
from balarea.config.house.supervisor import Stop

INTERRUPTED = 130  # as a shell reports it
ROOT = Path(__file__).resolve().parents[4]


def main(arguments: Sequence[str] | None = None) -> int:
    options, unknown = _parser().parse_known_args(arguments)
    if unknown:
        # By the command's own parser, which shows the options of this command.
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    os.umask(0o077)
    try:
        return int(options.act(options) or 0)
    except CannotRun as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except (Stop, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        if not has_no_room(error):
            raise
        sys.stderr.write(f"{disk_full(options.data, needed_in(options.data))}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="balarea.config.house")
    commands = parser.add_subparsers(required=True)
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument(
        "--data",
        type=_folder,
        metavar="DIR",
        default=Path(os.environ.get("BALAREA_DATA") or ROOT / ".data"),
        help="where everything that lasts is kept (default: .data)",
    )

    serve = commands.add_parser("server", parents=[folder], prog="script/server")
    serve.add_argument("--port", type=_port, default=8000, metavar="N")
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen"
    )
    serve.set_defaults(act=_serve, parser=serve)

    borrowing = commands.add_parser("with-database", parents=[folder])
    borrowing.add_argument("--trial", action="store_true", help="fast, not durable")
    borrowing.add_argument("command", nargs="+")
    borrowing.set_defaults(act=_borrow, parser=borrowing)

    demo = commands.add_parser("demo", parents=[folder], prog="script/demo")
    demo.add_argument("--json", action="store_true", required=True)
    demo.add_argument("--port", type=_port, metavar="N")
    demo.set_defaults(act=_demo, parser=demo)
    return parser


def _folder(text: str) -> Path:
    if not text.strip():
        # An empty path would be the folder in which one happens to stand.
        raise argparse.ArgumentTypeError("name a folder")
    return Path(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port (1 to 65535)")
    return int(text)


def _serve(options: argparse.Namespace) -> None:
    if is_new(options.data):
        # In one that isn't, a killed run may hold the port: it is cleared up first.
        web.check_port(options.host, options.port)
    server.serve(open_folder(options.data), server.Options(options.port, options.host))


def _borrow(options: argparse.Namespace) -> int:
    folder = open_folder(options.data)
    return borrow.with_database(folder, options.command, is_trial=options.trial)


def _demo(options: argparse.Namespace) -> int:
    if is_new(options.data):
        # Who asks a folder that isn't there mistyped it: nothing is made.
        raise NothingRuns(path=options.data)
    folder = open_folder(options.data)
    holder = borrow.running(folder, options.port)
    told = server.environment(folder, holder.database_url, holder.base)
    return borrow.run(python_module("django", "demo_json"), told)


if __name__ == "__main__":
    sys.exit(main())
