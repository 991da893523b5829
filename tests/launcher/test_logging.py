"""What the programs of the house say: one line of JSON an event."""

import json
import logging
import os
import signal
import subprocess
import sys

import pytest

from balarea.config.launcher import lines, web

from .machine import ROOT


def record(text: str, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(
        "_granian", logging.WARNING, "common.py", 395, text, (), info
    )


def test_tells_granians_own_words_as_one_line_of_json() -> None:
    told = json.loads(lines.Line().format(record("Killing worker-2\nafter it refused")))

    assert told["event"] == "Killing worker-2\nafter it refused"
    assert (told["level"], told["logger"]) == ("warning", "_granian")
    assert told["where"] == "common.py:395"
    assert told["timestamp"].endswith("+00:00")


def test_tells_of_an_exception_what_it_was_and_where_and_nothing_filled_in() -> None:
    try:
        int("0812 and other data")
    except ValueError as error:
        line = lines.Line().format(record("Broken", error))

    assert "0812" not in line
    exception = json.loads(line)["exception"].splitlines()
    assert exception[0] == "ValueError"
    assert f"{__file__}:" in exception[1]


def test_leaves_out_the_doubt_about_threads_that_only_wait() -> None:
    news = lines.News()

    assert not news.filter(record("Configuration allows spawning up to 32 Python …"))
    assert news.filter(record("Killing worker-2"))


def test_gives_granian_a_configuration_that_works(
    capfd: pytest.CaptureFixture[str],
) -> None:
    program = (
        "import json, pathlib, sys\n"
        "from granian.log import LogLevels, configure_logging, logger\n"
        "text = pathlib.Path(sys.argv[1]).read_text()\n"
        "configure_logging(LogLevels.warning, json.loads(text))\n"
        "logger.warning('Configuration allows spawning up to 9'); logger.info('Less')\n"
        "logger.warning('More')\n"
    )

    subprocess.run([sys.executable, "-c", program, web.LOGGING], check=True)

    said = capfd.readouterr()
    [line] = (said.out + said.err).splitlines()
    assert json.loads(line)["event"] == "More"


def test_a_worker_that_still_loads_ends_by_a_signal_that_its_server_ignores() -> None:
    program = (
        "import os, signal\n"
        "signal.signal(signal.SIGTERM, lambda *_: None)\n"  # as its server had it
        "import balarea.config.worker\n"
        "os.kill(os.getpid(), signal.SIGTERM)\n"
        "print('still here')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (-signal.SIGTERM, ""), done.stderr


def environment(url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "balarea.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }


def test_the_job_worker_waits_for_its_database_and_says_so_in_json() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "django", "work"],
        env=environment("postgres://nobody@127.0.0.1:1/none"),
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stderr
        told = json.loads(run.stderr.readline())
        run.terminate()

        assert run.wait(30) == 0
    assert told["event"] == "The database doesn't take jobs on; waiting for it"
    assert told["logger"] == "balarea.config.job_worker"


def test_says_in_json_why_the_job_worker_broke() -> None:
    program = (
        "import django\n"
        "django.setup()\n"
        "import procrastinate\n"
        "from django.core.management import call_command\n"
        "from balarea.config import job_worker\n"
        "async def broken(app): raise procrastinate.exceptions.AppNotOpen\n"
        "job_worker.work_until_signal = broken\n"
        "call_command('work')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment("postgres://nobody@127.0.0.1:1/none"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    told = [json.loads(line) for line in (done.stdout + done.stderr).splitlines()]
    assert told[-1]["event"] == "The job worker broke."
    assert "procrastinate" in told[-1]["exception"]
