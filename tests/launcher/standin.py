"""A mall whose web and jobs are as small as can be: `python standin.py DIR PORT`.

The web writes a row at each request.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import psycopg

from balarea.config.launcher import __main__ as launcher
from balarea.config.launcher import server, web
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.processes import PYTHON, Program

HERE = Path(__file__).resolve().parent


def app(
    _environ: object, start: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO visit (at) VALUES (now())")
        row = connection.execute("SELECT count(*) FROM visit").fetchone()
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(row[0] if row else 0).encode()]


def programs(
    folder: DataFolder, host: str, port: int, environment: Mapping[str, str]
) -> list[Program]:
    path = f"{HERE}{os.pathsep}{environment.get('PYTHONPATH', '')}"
    variables = {**environment, "PYTHONPATH": path}
    web = (
        *(*PYTHON, "granian", "--interface", "wsgi", "--host", host, "--no-ws"),
        *("--port", str(port), "--workers", "2", "--workers-kill-timeout", "1"),
        "standin:app",
    )
    is_broken = "STANDIN_BROKEN" in variables
    work = "raise SystemExit('planned')" if is_broken else "time.sleep(999)"
    jobs = (sys.executable, "-c", f"import time; {work}")
    logs = folder.path / "logs"
    return [
        Program("The web server", web, logs / "web.log", variables),
        Program("The job worker", jobs, logs / "jobs.log", variables),
    ]


if __name__ == "__main__":
    web.programs = programs
    server.SET_UP = [sys.executable, str(HERE / "standin_tables.py")]
    sys.exit(launcher.main("server", "--data", sys.argv[1], "--port", sys.argv[2]))
