"""A set-up that refuses says why, and its sentence reaches whoever started."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from balarea.config.launcher.folder import FirstSetUp, open_folder
from django.db import connection
from django.test import override_settings

from balarea.config.launcher import cluster, errors, lastwords, prepare, server
from balarea.config.launcher.errors import SetUpFailed
from balarea.config.launcher.processes import Program
from balarea.config.launcher.supervisor import Supervisor

URL = "postgresql://balarea@/balarea"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of our own, beside a database that is set up."""
    monkeypatch.setenv("DATABASE_URL", URL)
    return open_folder(tmp_path / "data").path


@pytest.mark.django_db
def test_refuses_a_database_that_a_newer_balarea_made(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('people', '9999_from_the_future', now()),"
            " ('a_room_since_removed', '0001_initial', now())"
        )

    with override_settings(DATA=data):
        status = prepare.main()

    sentence = capsys.readouterr().err
    assert status == errors.REFUSED
    assert "made by a newer Balarea (it knows people.9999_from_the_future" in sentence
    assert "update this copy" in sentence
    assert sentence.count("\n") == 1


@pytest.mark.django_db
def test_refuses_a_payment_provider_that_is_not_there(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with override_settings(DATA=data, BALAREA_PAYMENT_PROVIDER="bank"):
        status = prepare.main()

    sentence = capsys.readouterr().err
    assert status == errors.REFUSED
    assert "BALAREA_PAYMENT_PROVIDER names bank" in sentence
    assert "leave it empty" in sentence


@pytest.mark.django_db
def test_refuses_a_database_whose_first_set_up_was_interrupted(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    FirstSetUp(data, URL).begin()

    with override_settings(DATA=data):
        status = prepare.main()

    assert status == errors.REFUSED
    assert "dropdb, createdb" in capsys.readouterr().err


@pytest.mark.django_db
def test_goes_on_where_another_database_was_interrupted(data: Path) -> None:
    first = FirstSetUp(data, "another")
    first.begin()

    prepare.migrate(FirstSetUp(data, URL))

    assert first.is_unfinished()


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    return Supervisor(open_folder(tmp_path / "data"))


def prepare_by(supervisor: Supervisor, program: str) -> str:
    command = [sys.executable, "-c", program]
    return server.run_preparation(supervisor, command, {"PATH": ""})


def test_passes_on_the_sentence_of_a_set_up_that_refuses(
    supervisor: Supervisor,
) -> None:
    refuse = "import sys; sys.stderr.write('Not here.\\n'); sys.exit(3)"

    with pytest.raises(errors.Told) as refused:
        prepare_by(supervisor, refuse)

    assert str(refused.value) == "Not here."


def test_tells_the_class_and_the_sentence_of_what_broke_a_set_up_and_its_log(
    supervisor: Supervisor,
) -> None:
    broken = (
        "class TooComplex(Exception): pass\n"
        "def read():\n"
        "    raise TooComplex('FILE_TOO_COMPLEX: draw it anew.\\nLINE 1: …')\n"
        "try: 1 / 0\n"
        "except ZeroDivisionError: read()"
    )

    with pytest.raises(errors.SetUpFailed) as refused:
        prepare_by(supervisor, broken)

    log = supervisor.folder.logs / "prepare.log"
    assert str(refused.value) == (
        "The mall can't be set up: TooComplex: FILE_TOO_COMPLEX: draw it anew. "
        f"More stands in {log}; mend the cause and start again."
    )
    assert "Traceback" in log.read_text()


def test_says_that_the_disk_is_full_when_a_set_up_could_not_even_say_why(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(monkeypatch)

    with pytest.raises(errors.DiskFull) as refused:
        prepare_by(supervisor, "raise SystemExit(1)")

    assert str(refused.value) == (
        f"The disk of {supervisor.folder.path} is full (3 MB free, 400 MB needed): "
        "free some space, or choose a folder on another disk with --data."
    )


def test_says_that_the_disk_is_full_when_a_program_could_not_even_say_why(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (supervisor.folder.path / "run" / "published").touch()
    program = Program("The web server", ["true"], supervisor.folder.logs / "web.log")
    said = lastwords.of(program.log)
    assert "it left no log" in str(supervisor.why(program, said))
    _fill(monkeypatch)

    assert "is full (3 MB free, 100 MB needed)" in str(supervisor.why(program, said))


def test_says_that_the_disk_is_full_when_the_database_could_not_even_say_why(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = supervisor.folder
    embedded = cluster.Cluster(folder, folder.path, folder.path, None)
    assert isinstance(embedded.failure(), errors.ProgramFailed)
    _fill(monkeypatch)

    assert isinstance(embedded.failure(), errors.DiskFull)


def _fill(monkeypatch: pytest.MonkeyPatch) -> None:
    left = SimpleNamespace(free=3_900_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: left)


def test_shows_each_step_as_it_begins_and_the_rest_at_the_end(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = "print('step: Making tables', flush=True); print('Sign in by this.')"

    said = prepare_by(supervisor, steps)

    assert capsys.readouterr().out == "  Making tables\n"
    assert said == "Sign in by this."


TRACEBACK = "Traceback (most recent call last):\n  File x\n    y\n    ^\n"


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("", "it said nothing"),
        ("one\ntwo\n\nthree.\nfour.\n", "two / three. / four"),
        (f"{TRACEBACK}a.b.NoTable: x y\nLINE 1: x\n        ^\n", "NoTable: x y"),
        (f"{TRACEBACK}KeyError\n", "KeyError"),
        (f'{TRACEBACK}Old\n{{"event": "A new start"}}\n', "^ / Old / A new start"),
        (
            '{"event": "It broke.", "exception": "a.Gone: 57P01\\n  x"}',
            "It broke. (Gone: 57P01)",
        ),
    ],
)
def test_takes_the_human_sentence_out_of_a_log(
    tmp_path: Path, log: str, said: str
) -> None:
    (tmp_path / "log").write_text(log)

    assert lastwords.of(tmp_path / "log") == said


def test_sets_up_once_more_when_the_database_died_meanwhile(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [SetUpFailed(reason="connection refused", log=Path("log"))]
    looks: list[Supervisor] = []

    def prepare(*_: object) -> str:
        if failures:
            raise failures.pop()
        return "accounts"

    monkeypatch.setattr(server, "run_preparation", prepare)
    lost = iter([True, True, False])
    monkeypatch.setattr(Supervisor, "has_lost_database", lambda _self: next(lost))
    monkeypatch.setattr(Supervisor, "look", lambda self: looks.append(self))

    assert server._prepared(supervisor, ["set up"], {}) == "accounts"
    assert looks == [supervisor, supervisor]


def test_a_set_up_that_fails_beside_a_living_database_is_told(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(*_: object) -> str:
        raise SetUpFailed(reason="planned", log=Path("log"))

    monkeypatch.setattr(server, "run_preparation", prepare)

    with pytest.raises(SetUpFailed):
        server._prepared(supervisor, ["set up"], {})
