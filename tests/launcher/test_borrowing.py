"""Commands beside the mall: with its database, with one of their own, or refused."""

import subprocess
import sys

import psutil

from balarea.config.launcher import web

from .conftest import House

ASK = "import os; print(os.environ['DATABASE_URL'])"


def test_joins_the_database_of_a_running_mall(running: House) -> None:
    said = _house(running, "with-database", "--", sys.executable, "-c", ASK)

    assert said.stdout.endswith(f"?host={running.place}/socket\n")
    assert said.stderr == ""
    assert running.ask(), "the mall goes on"


def test_lends_a_database_to_one_command_and_takes_it_back(house: House) -> None:
    # The wheel's own psql, found without any of the machine's.
    count = ["psql", "-d", "balarea", "-U", "balarea", "-Atc", "SELECT 6 * 7"]
    shell = 'PGHOST="${DATABASE_URL##*host=}" "$@"; exit 7'

    said = _house(
        house, "with-database", "--trial", "--", "bash", "-c", shell, "sh", *count
    )

    assert (said.stdout, said.stderr, said.returncode) == ("42\n", "", 7)
    assert house.living() == []


def test_refuses_a_demo_of_a_mall_that_is_closed(house: House) -> None:
    said = _house(house, "demo", "--json")

    assert (said.returncode, said.stdout) == (1, "")
    assert "start it with `script/server`" in said.stderr


def test_refuses_a_demo_at_another_port(running: House) -> None:
    said = _house(running, "demo", "--json", "--port", "1")

    assert said.returncode == 1
    assert f"is open at http://localhost:{running.port}, not at port 1" in said.stderr


def test_answers_under_the_names_of_the_address_it_listens_on() -> None:
    own = {
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if "." in address.address
    }

    assert set(web.names("0.0.0.0")) >= own
    assert set(web.names("127.0.0.1")) == {"localhost", "127.0.0.1", "[::1]"}
    assert "mall.example" in web.names("mall.example")


def _house(
    house: House, command: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    folder = ["--data", str(house.path)]
    return subprocess.run(
        [sys.executable, "-m", "balarea.config.launcher", command, *folder, *arguments],
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )
