"""A set-up that fails gives the reason in one sentence."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from balarea.config.launcher.data_folder import first_set_up, open_folder
from balarea.config.set_up import __main__ as set_up

URL = "postgresql://balarea@/balarea"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new data folder, with a database that is set up."""
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
            " ('an_app_since_removed', '0001_initial', now())"
        )

    with override_settings(DATA=data):
        status = set_up.main()

    sentence = capsys.readouterr().err
    assert status == 1
    assert "made by a newer Balarea (it knows people.9999_from_the_future" in sentence
    assert "update this copy" in sentence
    assert sentence.count("\n") == 1


@pytest.mark.django_db
def test_refuses_a_payment_provider_that_is_not_there(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with override_settings(DATA=data, BALAREA_PAYMENT_PROVIDER="bank"):
        status = set_up.main()

    sentence = capsys.readouterr().err
    assert status == 1
    assert "BALAREA_PAYMENT_PROVIDER names bank" in sentence
    assert "leave it empty" in sentence


@pytest.mark.django_db
def test_refuses_a_database_whose_first_set_up_was_interrupted(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first_set_up(data, URL).touch()

    with override_settings(DATA=data):
        status = set_up.main()

    assert status == 1
    assert "dropdb, createdb" in capsys.readouterr().err


@pytest.mark.django_db
def test_goes_on_where_another_database_was_interrupted(data: Path) -> None:
    first = first_set_up(data, "another")
    first.touch()

    set_up.migrate(first_set_up(data, URL))

    assert first.exists()
