"""`python -m balarea.config.launcher server | with-database | demo`, for script/."""

import argparse
import os
import sys
from pathlib import Path

from balarea.config.launcher import disk, server, with_database
from balarea.config.launcher.data_folder import is_mall, open_folder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import python_module
from balarea.config.launcher.supervisor import Stop

INTERRUPTED = 130  # as a shell reports it
ROOT = Path(__file__).resolve().parents[4]


def main() -> int:
    options, unknown = _parser().parse_known_args()
    if unknown:
        # By the command's own parser, which shows the options of this command.
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    os.umask(0o077)
    try:
        try:
            return int(options.act(options) or 0)
        except OSError as error:
            disk.explain(options.data, error)
            raise
    except CannotRun as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except (Stop, KeyboardInterrupt):
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument(
        "--data",
        type=_folder,
        metavar="DIR",
        default=Path(os.environ.get("BALAREA_DATA") or ROOT / ".data"),
        help="where everything that lasts is kept (default: .data)",
    )
    parser = argparse.ArgumentParser(prog="balarea.config.launcher")
    commands = parser.add_subparsers(required=True)

    serve = commands.add_parser("server", parents=[folder], prog="script/server")
    serve.add_argument("--port", type=_port, default=8000, metavar="N")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
    serve.set_defaults(act=_serve, parser=serve)

    command = commands.add_parser("with-database", parents=[folder])
    command.add_argument("--trial", action="store_true", help="fast, not durable")
    command.add_argument("command", nargs="+")
    command.set_defaults(act=_with_database, parser=command)

    demo = commands.add_parser("demo", parents=[folder], prog="script/demo")
    demo.add_argument("--json", action="store_true", required=True)
    demo.add_argument("--port", type=_port, metavar="N")
    demo.set_defaults(act=_demo, parser=demo)
    return parser


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("name a folder")
    return Path(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port (1 to 65535)")
    return int(text)


def _serve(options: argparse.Namespace) -> None:
    server.serve(open_folder(options.data), options.host, options.port)


def _with_database(options: argparse.Namespace) -> int:
    folder = open_folder(options.data)
    return with_database.with_database(folder, options.command, is_trial=options.trial)


def _demo(options: argparse.Namespace) -> int:
    path, port = options.data.resolve(), options.port
    running = open_folder(path).holder() if is_mall(path) else None
    base = running.base.rstrip("/") if running and running.database_url else ""
    if running is None or not base or (port and not base.endswith(f":{port}")):
        raise CannotRun(
            f"No mall of {path} is open at {f'port {port}' if port else 'any port'}"
            f"{f', but at {base}' if base else ''}: start it with `script/server`, or "
            "name its folder with --data."
        )
    variables = server.environment(open_folder(path), running.database_url, base)
    return with_database.run(python_module("django", "demo_json"), variables)


if __name__ == "__main__":
    sys.exit(main())
