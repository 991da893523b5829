"""Every bad case: one sentence with the next step, and a non-zero exit."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from .conftest import House


def test_refuses_a_taken_port(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()

        sentence = house.refused()

    assert f"Port {house.port} is taken" in sentence
    assert "script/server --port" in sentence


def test_refuses_a_folder_in_use(running: House) -> None:
    run = running.runs[-1]

    sentence = running.refused()

    assert "is in use by a running Balarea" in sentence
    assert f"kill {run.pid}" in sentence
    assert running.ask(), "the running one goes on"


def test_refuses_a_database_of_another_version(house: House) -> None:
    house.open()
    house.stop()
    version = house.place / "data" / "PG_VERSION"
    version.write_text("14\n")

    sentence = house.refused()

    assert "a database of PostgreSQL 14" in sentence
    assert "pg_dump" in sentence


def test_refuses_an_unreachable_database(house: House) -> None:
    sentence = house.refused(
        DATABASE_URL="postgres://me:secret@127.0.0.1:1/balarea?connect_timeout=2"
    )

    assert "Can't reach the database of DATABASE_URL" in sentence
    assert "unset DATABASE_URL" in sentence
    assert "secret" not in sentence


def test_refuses_an_address_that_is_none(house: House) -> None:
    sentence = house.refused(DATABASE_URL="postgres//typo")

    assert "Can't reach the database of DATABASE_URL" in sentence
    assert "it must begin with postgres://" in sentence


def test_refuses_a_database_that_is_too_old(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_greet_as_postgresql_14, args=[server], daemon=True).start()
        port = server.getsockname()[1]

        sentence = house.refused(
            DATABASE_URL=f"postgres://me@127.0.0.1:{port}/balarea?sslmode=disable"
        )

    assert "is PostgreSQL 14, and Balarea needs 15 or newer" in sentence
    assert "upgrade it" in sentence


def _greet_as_postgresql_14(server: socket.socket) -> None:
    """As much of the protocol as a client needs to see the version."""
    client, _ = server.accept()
    with client:
        client.recv(1024)
        for kind, body in (
            (b"R", bytes(4)),  # nobody asks for a password
            (b"S", b"server_version\0" + b"14.22\0"),
            (b"S", b"client_encoding\0UTF8\0"),
            (b"Z", b"I"),  # ready
        ):
            client.sendall(kind + (len(body) + 4).to_bytes(4) + body)
        while client.recv(1024):
            pass


def test_refuses_a_path_that_is_no_folder(house: House) -> None:
    house.path.write_text("a file")

    sentence = house.refused()

    assert "it is not a folder" in sentence
    house.path.unlink()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_refuses_a_folder_it_may_not_write_to(house: House) -> None:
    house.path.mkdir(mode=0o500)

    sentence = house.refused()

    house.path.chmod(0o700)
    assert "Can't use" in sentence


@pytest.fixture
def small_disk(house: House) -> Iterator[Path]:
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    house.path.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(house.path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    yield house.path
    house.clear_away()
    subprocess.run(["umount", str(house.path)], check=True)


def test_refuses_a_disk_without_room(house: House, small_disk: Path) -> None:
    sentence = house.refused()

    assert f"The disk of {small_disk} is full (4 MB free" in sentence
    assert "free some space" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's data move along")
def test_as_root_a_moved_folder_finds_its_database_and_a_copy_is_refused(
    house: House, tmp_path: Path
) -> None:
    house.open()
    before = house.ask()
    house.stop()
    original = house.path
    moved = tmp_path / "moved"
    original.rename(moved)
    house.path = moved
    house.open()
    assert house.ask() > before
    house.stop()

    house.path = tmp_path / "copy"
    shutil.copytree(moved, house.path)
    sentence = house.refused()

    assert f"is a copy of {moved}" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user's data move along")
def test_as_root_a_folder_that_lost_its_database_is_refused(house: House) -> None:
    house.open()
    house.stop()
    shutil.rmtree(house.place)

    sentence = house.refused()

    assert f"has lost its database, which should lie at {house.place}" in sentence
    assert not house.place.exists()


def test_takes_the_embedded_database_after_one_of_ones_own(house: House) -> None:
    # What a mall on a DATABASE_URL leaves, which its refusals advise to unset.
    (house.path / "keys").mkdir(parents=True)

    house.open()

    assert house.ask()
