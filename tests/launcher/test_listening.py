"""Where the house may listen: refused in one sentence, before anything starts."""

import errno
import os
import socket
import subprocess
import sys

import pytest

from balarea.config.launcher import errors, web

from .conftest import House, free_port

NOT_OURS = "203.0.113.1"  # RFC 5737: nobody's


@pytest.mark.parametrize("host", [NOT_OURS, "a..b"])
def test_refuses_an_address_of_another_machine(house: House, host: str) -> None:
    options = ["--data", str(house.path), "--host", host, "--port", str(house.port)]

    said = subprocess.run(
        [sys.executable, "-m", "balarea.config.launcher", "server", *options],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert f"Can't listen on {host} (" in said.stderr
    assert "give --host an address of this machine" in said.stderr


def test_refuses_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_what: object, **_how: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(errors.CannotListen, match="Name or service not known"):
        web.check_port("mall.example", 8000)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (errno.EACCES, errors.PortNotAllowed),
        (errno.EPERM, errors.PortNotAllowed),
        (errno.EADDRNOTAVAIL, errors.CannotListen),
        (errno.EAFNOSUPPORT, errors.CannotListen),
    ],
)
def test_calls_a_port_taken_only_when_it_is(
    monkeypatch: pytest.MonkeyPatch, number: int, refusal: type[errors.CannotRun]
) -> None:
    class Refused(socket.socket):
        def bind(self, _address: object) -> None:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "socket", Refused)

    with pytest.raises(refusal) as refused:
        web.check_port("127.0.0.1", 80)

    assert "taken" not in str(refused.value)


def test_gives_the_web_server_the_number_of_a_name() -> None:
    # Granian would refuse the name only after the whole set-up.
    assert web.number_of("localhost") == (socket.AF_INET, "127.0.0.1")
    web.check_port("localhost", free_port())
