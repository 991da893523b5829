"""A house whose web and jobs are as small as can be: for tests of the process care.

`python standin.py DIR PORT` runs it; the web writes a row at each request.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import psycopg
from balarea.config.launcher.folder import Folder, open_folder

from balarea.config.launcher import server
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import Program, python_module

HERE = Path(__file__).resolve().parent
PREPARE = [sys.executable, str(HERE / "standin_tables.py")]


def app(
    _environ: object, start: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO visit (at) VALUES (now())")
        found = connection.execute("SELECT count(*) FROM visit").fetchone()
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(found[0] if found else 0).encode()]


def programs(
    folder: Folder, host: str, port: int, told: Mapping[str, str]
) -> list[Program]:
    told = {**told, "PYTHONPATH": f"{HERE}{os.pathsep}{told.get('PYTHONPATH', '')}"}
    web = python_module(
        *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", "2", "--workers-kill-timeout", "1", "--no-ws", "standin:app"),
    )
    work = "import time; time.sleep(3600)"
    if "STANDIN_BROKEN" in told:
        work = "raise SystemExit('planned')"
    jobs = [sys.executable, "-c", work]
    return [
        Program("The web server", web, folder.logs / "web.log", told),
        Program("The job worker", jobs, folder.logs / "jobs.log", told),
    ]


def main(path: str, port: str) -> int:
    os.umask(0o077)
    try:
        server.serve(
            open_folder(Path(path)), server.Options(int(port)), programs, PREPARE
        )
    except CannotRun as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
