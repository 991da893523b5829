"""A mall whose web and jobs are as small as can be: `python standin.py DIR PORT`.

The web writes a row at each request.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import psycopg

from balarea.config.launcher import server
from balarea.config.launcher.data_folder import DataFolder, open_folder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import Program, python_module

HERE = Path(__file__).resolve().parent
SET_UP = [sys.executable, str(HERE / "standin_tables.py")]


def app(
    _environ: object, start: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO visit (at) VALUES (now())")
        row = connection.execute("SELECT count(*) FROM visit").fetchone()
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(row[0] if row else 0).encode()]


def programs(
    folder: DataFolder, host: str, port: int, variables: Mapping[str, str]
) -> list[Program]:
    path = f"{HERE}{os.pathsep}{variables.get('PYTHONPATH', '')}"
    variables = {**variables, "PYTHONPATH": path}
    web = python_module(
        *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", "2", "--workers-kill-timeout", "1", "--no-ws", "standin:app"),
    )
    is_broken = "STANDIN_BROKEN" in variables
    work = (
        "raise SystemExit('planned')" if is_broken else "import time; time.sleep(999)"
    )
    jobs = [sys.executable, "-c", work]
    return [
        Program("The web server", web, folder.logs / "web.log", variables),
        Program("The job worker", jobs, folder.logs / "jobs.log", variables),
    ]


def main(path: str, port: str) -> int:
    os.umask(0o077)
    try:
        folder = open_folder(Path(path))
        server.serve(folder, "127.0.0.1", int(port), programs, SET_UP)
    except CannotRun as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
