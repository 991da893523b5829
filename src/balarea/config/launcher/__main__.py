"""`python -m balarea.config.launcher server | with-database | demo`, for script/."""

import argparse
import os
import sys
from pathlib import Path

from balarea.config.launcher import server
from balarea.config.launcher.data_folder import open_folder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import PYTHON, Stop

ROOT = Path(__file__).resolve().parents[4]


def port(text: str) -> int:
    if not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port (1 to 65535)")
    return int(text)


def parse(name: str, arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"script/{name}")
    default = Path(os.environ.get("BALAREA_DATA") or ROOT / ".data")
    about = "where everything that lasts is kept (default: .data)"
    parser.add_argument("--data", type=Path, metavar="DIR", default=default, help=about)
    if name == "with-database":
        parser.add_argument("--trial", action="store_true", help="fast, not durable")
        parser.add_argument("command", nargs="+")
    else:
        parser.add_argument("--port", type=port, metavar="N")
    if name == "server":
        parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
    if name == "demo":
        parser.add_argument("--json", action="store_true", required=True)
    return parser.parse_args(arguments)


def main(name: str, *arguments: str) -> int:
    os.umask(0o077)
    options = parse(name, list(arguments))
    try:
        data = open_folder(options.data)
        if name == "with-database":
            return server.with_database(data, options.command, is_trial=options.trial)
        if name == "demo":
            return server.join(data, [*PYTHON, "django", "demo_json"], options.port)
        server.serve(data, options.host, options.port or 8000)
    except (CannotRun, OSError) as refusal:  # OSError: a file or a disk is the matter
        sys.stderr.write(f"{refusal}\n")
        return 1
    except (Stop, KeyboardInterrupt):
        return 0 if name == "server" else 130  # as a shell reports it
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
