"""A set-up that refuses says why, and its sentence reaches whoever started."""

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from balarea.config.house import errors, prepare, server
from balarea.config.house.folder import FirstSetUp, open_folder

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


def test_passes_on_the_sentence_of_a_set_up_that_refuses(data: Path) -> None:
    refuse = "import sys; sys.stderr.write('Not here.\\n'); sys.exit(3)"

    with pytest.raises(errors.Told) as refused:
        server.run_preparation(
            open_folder(data), [sys.executable, "-c", refuse], {"PATH": ""}
        )

    assert str(refused.value) == "Not here."


def test_names_the_log_of_a_set_up_that_breaks(data: Path) -> None:
    folder = open_folder(data)

    with pytest.raises(errors.SetUpFailed) as refused:
        server.run_preparation(folder, [sys.executable, "-c", "1 / 0"], {"PATH": ""})

    assert "ZeroDivisionError" in str(refused.value)
    assert str(folder.logs / "prepare.log") in str(refused.value)
