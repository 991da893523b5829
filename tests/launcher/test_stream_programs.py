"""Where the streams of boards listen, and what their process is given."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from balarea.config.launcher import stream_programs
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun

HOST = "127.0.0.1"
PROXY = {"BALAREA_BEHIND_PROXY": "1"}


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program uses."""
    with socket.create_server((HOST, 0)) as other:
        yield int(other.getsockname()[1])


def test_takes_another_port_when_the_next_one_is_taken(taken: int) -> None:
    assert stream_programs.choose_port(HOST, taken - 1, {}) != taken


def test_a_proxy_finds_the_port_that_it_was_given(taken: int) -> None:
    with pytest.raises(CannotRun, match=f"port {taken}"):
        stream_programs.choose_port(HOST, taken - 1, PROXY)
    given = PROXY | {stream_programs.PORT: "8123"}
    assert stream_programs.choose_port(HOST, taken - 1, given) == 8123
    assert stream_programs.address(8123, given) == "/arus/"
    assert stream_programs.address(8123, {}) == ":8123"


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_refuses_when_the_given_port_is_none(port: str) -> None:
    with pytest.raises(CannotRun, match="is no port"):
        stream_programs.choose_port(HOST, 8000, {stream_programs.PORT: port})


def test_the_process_gets_no_key_and_the_lesser_role(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path, "", tmp_path / "lock")
    environment = {
        "BALAREA_SECRET_KEY": "x",
        "BALAREA_DATA": "x",
        "DATABASE_URL": "serving",
        "PATH": "x",
    }
    alone = stream_programs.program(folder, HOST, 8001, environment)
    assert dict(alone.environment) == {"DATABASE_URL": "serving", "PATH": "x"}
    both = environment | {"BALAREA_STREAM_DATABASE_URL": "reading"}
    program = stream_programs.program(folder, HOST, 8001, both)
    assert dict(program.environment) == {
        "BALAREA_STREAM_DATABASE_URL": "reading",
        "PATH": "x",
    }
