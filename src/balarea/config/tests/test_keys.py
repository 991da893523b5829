"""Keys are made for an empty database only: existing seals need the existing keys."""

import datetime as dt
import shutil
from pathlib import Path
from uuid import UUID

import pytest
from django.test import override_settings

from balarea.config.launcher.data_folder import open_folder
from balarea.config.launcher.errors import CannotRun
from balarea.config.set_up import __main__ as set_up
from balarea.config.set_up.key_fingerprints import FILE
from balarea.foundation.operation import SYSTEM
from balarea.vault import keys
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db
CASE = UUID(int=1)
HOW = "put back your copy (docs/operations/README.md says how), and start again"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with its keys, and a database that is still empty."""
    path = open_folder(tmp_path / "data").path
    make_keys(path)
    return path


def make_keys(path: Path) -> None:
    """Run the set-up, which makes them in a separate process."""
    keys._read.cache_clear()
    with override_settings(DATA=path, BALAREA_KEYS_DIR=path / "keys"):
        set_up.make_keys()


def seal(path: Path, at: dt.datetime) -> None:
    with override_settings(BALAREA_KEYS_DIR=path / "keys"):
        vault.seal(case=CASE, name="answers", content=b"{}", by=SYSTEM, at=at)


def refused(path: Path) -> str:
    before = contents(path / "keys")
    with pytest.raises(CannotRun) as refusal:
        make_keys(path)
    assert contents(path / "keys") == before, "nothing is made beside what is lost"
    assert HOW in str(refusal.value)
    return str(refusal.value)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_makes_keys_for_a_database_in_which_nothing_is_sealed(data: Path) -> None:
    shutil.rmtree(data / "keys")

    make_keys(data)

    assert set(keys.NAMES) <= {path.name for path in (data / "keys").iterdir()}


def test_refuses_when_the_whole_folder_is_missing(data: Path, at: dt.datetime) -> None:
    seal(data, at)
    shutil.rmtree(data / "keys")

    assert f"{data / 'keys'} lacks index, kek, " in refused(data)
    assert not (data / "keys").exists()


@pytest.mark.parametrize(
    "name", [*keys.NAMES, "payments_demo_private", "signer/signing.key"]
)
def test_refuses_when_one_key_is_missing(
    data: Path, at: dt.datetime, name: str
) -> None:
    seal(data, at)
    (data / "keys" / name).unlink()

    assert f"{data / 'keys'} lacks {name}, without which" in refused(data)


@pytest.mark.parametrize("name", ["kek", "index"])
def test_refuses_the_key_of_another_mall(
    data: Path, at: dt.datetime, name: str
) -> None:
    seal(data, at)
    (data / "keys" / name).write_bytes(bytes(32))

    assert f"{data / 'keys' / name} isn't the key" in refused(data)


@pytest.mark.parametrize("content", [bytes(32), b"cut short"])
def test_knows_a_wrong_key_by_what_is_sealed_where_nothing_was_noted(
    data: Path, at: dt.datetime, content: bytes
) -> None:
    seal(data, at)
    (data / FILE).unlink()  # as in a folder that was restored on another machine
    (data / "keys" / "kek").write_bytes(content)

    assert f"{data / 'keys' / 'kek'} isn't the key" in refused(data)


def test_goes_on_with_keys_that_were_put_back(data: Path, at: dt.datetime) -> None:
    seal(data, at)
    escrow = data / "escrow"
    shutil.move(data / "keys", escrow)
    refused(data)

    shutil.copytree(escrow, data / "keys")
    (data / FILE).unlink()
    make_keys(data)

    assert contents(data / "keys").keys() == {
        data / "keys" / path.relative_to(escrow) for path in contents(escrow)
    }


def test_needs_no_file_of_a_secret_that_comes_from_elsewhere(
    data: Path, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(data, at)
    (data / "keys" / "secret_key").unlink()
    monkeypatch.setenv("BALAREA_SECRET_KEY", "from elsewhere")

    make_keys(data)


def test_makes_a_kind_of_key_that_a_newer_balarea_brings(
    data: Path, at: dt.datetime
) -> None:
    seal(data, at)
    (data / FILE).write_text("{}")
    (data / "keys" / "payments_demo_private").unlink()

    make_keys(data)

    assert (data / "keys" / "payments_demo_private").exists()


def test_tells_no_key_in_its_note(data: Path) -> None:
    note = (data / FILE).read_text()

    for content in contents(data / "keys").values():
        assert content.hex()[:16] not in note
