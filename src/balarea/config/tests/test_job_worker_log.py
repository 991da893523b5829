"""The job worker's log lines about its database and about failures, in JSON."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.children import end_with_parent, output_of, run_to_end

SOURCE = Path(__file__).resolve().parents[3]


def environment(url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "balarea.config.settings",
        "PYTHONPATH": str(SOURCE),
    }


def test_the_job_worker_waits_for_its_database_and_says_so_in_json() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "django", "work"],
        env=environment("postgres://nobody@127.0.0.1:1/none"),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,
    ) as run:
        assert run.stderr
        fields = json.loads(run.stderr.readline())
        run.terminate()

        output_of(run)
    assert run.returncode == 0
    assert fields["event"] == "The database doesn't take jobs on; waiting for it"
    assert fields["logger"] == "balarea.config.job_worker"


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

    done = run_to_end(
        [sys.executable, "-c", program],
        env=environment("postgres://nobody@127.0.0.1:1/none"),
    )

    assert done.returncode == 1
    lines = [json.loads(line) for line in (done.stdout + done.stderr).splitlines()]
    assert lines[-1]["event"] == "The job worker broke."
    assert "procrastinate" in lines[-1]["exception"]
