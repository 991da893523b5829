"""What can't start: one sentence with the next step, exit status 1, nothing left."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import psycopg
import pytest

from balarea.config.launcher import web
from balarea.config.launcher.data_folder import open_folder
from balarea.config.launcher.database_roles import check
from balarea.config.launcher.errors import CannotRun
from tests.children import run_to_end

from .conftest import Launched, free_port
from .machine import ROOT

OTHER = "choose another folder with --data"


def call(
    mall: Launched, command: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return run_to_end(
        [sys.executable, "-m", "balarea.config.launcher", command, *arguments],
        env=mall.environment,
        cwd=mall.path.parent,
    )


def test_refuses_a_taken_port(fresh: Launched) -> None:
    with socket.create_server(("127.0.0.1", fresh.port)):
        sentence = fresh.refused()

    assert f"port {fresh.port} (Address already in use" in sentence
    assert "choose another with --port" in sentence


@pytest.mark.parametrize("host", ["203.0.113.1", "a..b"])  # RFC 5737: nobody's
def test_refuses_an_address_of_another_machine(host: str) -> None:
    with pytest.raises(CannotRun, match=f"Can't listen on {host}.*with --host"):
        web.check_port(host, free_port())


def test_refuses_a_wrong_file_of_the_mall_before_anything_starts(
    fresh: Launched, tmp_path: Path
) -> None:
    text = (ROOT / "services" / "mall.yaml").read_text()
    for name in ("agencies.yaml", "places.yaml", "queues.yaml", "mark.svg"):
        shutil.copy(ROOT / "services" / name, tmp_path)
    wrong = tmp_path / "mall.yaml"
    wrong.write_text(text.replace("'#6b1140'", "'#d8b4c8'"))
    sentence = fresh.refused(BALAREA_MALL=str(wrong))

    assert sentence.startswith(f"{wrong}: colours.light.brand: has a contrast of 1.")
    assert "docs/how-to/run-another-regency.md" in sentence
    missing = fresh.refused(BALAREA_MALL=str(tmp_path / "none.yaml"))
    assert "none.yaml: file: can't be read (No such file or directory)" in missing


def test_answers_under_the_names_of_its_address() -> None:
    assert set(web.names("127.0.0.1")) == {"localhost", "127.0.0.1", "[::1]"}
    assert "mall.example" in web.names("mall.example")
    assert socket.gethostname() in web.names("0.0.0.0")


def test_refuses_a_folder_in_use(mall: Launched) -> None:
    before, run = mall.visit(), mall.runs[-1]
    sentence = call(mall, "server", "--data", str(mall.path)).stderr

    assert f"is in use by another program (number {run.pid}): stop it" in sentence
    assert mall.visit() > before, "the running one goes on"


def test_refuses_a_database_of_another_version(mall: Launched) -> None:
    mall.stop()
    version = mall.place / "data" / "PG_VERSION"
    present = version.read_text()
    version.write_text("14\n")
    try:
        sentence = mall.refused()
    finally:
        version.write_text(present)
    assert "initialized by PostgreSQL version 14" in sentence
    assert "mend the cause and start again" in sentence


def test_refuses_a_database_that_can_not_be_reached(fresh: Launched) -> None:
    url = "postgres://me:secret@127.0.0.1:1/balarea?connect_timeout=2"
    sentence = fresh.refused(DATABASE_URL=url)

    assert "database of DATABASE_URL (Connection refused): check" in sentence
    assert "unset DATABASE_URL" in sentence
    assert "secret" not in sentence


def test_refuses_a_database_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = MagicMock()
    connection.__enter__.return_value.info.server_version = 140_022
    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: connection)

    with pytest.raises(CannotRun, match="PostgreSQL 14, and Balarea needs 15 or newer"):
        check("postgres://me@db/balarea")


@pytest.mark.parametrize(
    "path", ["/proc/x", "/dev/null/x", "/dev/null", "long" * 75, "link/data", b"\xff"]
)
def test_refuses_a_folder_that_cannot_be(tmp_path: Path, path: str | bytes) -> None:
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(CannotRun, match="Can't use the data folder") as refusal:
        open_folder(tmp_path / os.fsdecode(path))
    assert OTHER in str(refusal.value)


def test_refuses_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    if os.geteuid():
        tmp_path.chmod(0o500)
        path = tmp_path / "data"
    else:
        path = Path("/sys/balarea")  # root may write everywhere else
    with pytest.raises(CannotRun, match=f"{path} \\(.*ermi"):
        open_folder(path)
    tmp_path.chmod(0o700)


def test_fills_no_folder_of_something_else(tmp_path: Path) -> None:
    for name in ("keys", "lost+found", ".cache", "test/house.json"):
        (tmp_path / name).mkdir(parents=True)
    assert open_folder(tmp_path).identity

    (tmp_path / "house.json").unlink()
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(CannotRun, match="it holds other things, as thesis"):
        open_folder(tmp_path)


def test_refuses_a_disk_without_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SimpleNamespace(free=4_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: disk)

    with pytest.raises(CannotRun) as refusal:
        open_folder(tmp_path / "data")

    assert f"The disk of {tmp_path / 'data'} is full (4 MB free" in str(refusal.value)
    assert "free some space" in str(refusal.value)


@pytest.mark.parametrize("option", [["--bogus"], ["--port", "0"]])
def test_shows_its_options_with_one_that_it_does_not_know(option: list[str]) -> None:
    done = subprocess.run(
        [ROOT / "script" / "server", *option],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "[--data DIR]" in done.stderr
    assert option[0] in done.stderr


def test_a_command_joins_the_database_of_a_running_mall(mall: Launched) -> None:
    code = "import os; print(os.environ['DATABASE_URL'], os.environ['PGHOST'])"
    arguments = ["--data", str(mall.path), "--", sys.executable, "-c", code]
    done = call(mall, "with-database", *arguments)

    url, host = done.stdout.split()
    assert (url.endswith(f"?host={host}"), done.stderr) == (True, "")
    assert mall.visit(), "the mall goes on"


def test_a_command_gets_a_database_for_as_long_as_it_runs(fresh: Launched) -> None:
    # The wheel's own psql, found without any of the machine's.
    shell = 'psql "$DATABASE_URL" -Atc "SELECT 6 * 7"; exit 7'
    arguments = ["--trial", "--data", str(fresh.path), "--", "bash", "-c", shell]
    done = call(fresh, "with-database", *arguments)

    assert (done.stdout, done.stderr, done.returncode) == ("42\n", "", 7)
    assert fresh.living() == []


def test_refuses_a_demo_of_a_mall_that_is_closed_or_elsewhere(
    mall: Launched, fresh: Launched
) -> None:
    closed = call(fresh, "demo", "--json", "--data", str(fresh.path))
    assert (closed.returncode, closed.stdout) == (1, "")
    assert "start it with `script/server`" in closed.stderr

    elsewhere = call(mall, "demo", "--json", "--data", str(mall.path), "--port", "1")
    assert "is open at port 1: start it" in elsewhere.stderr
