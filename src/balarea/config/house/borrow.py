"""A database for the length of one command: tests, benches, `script/manage`."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from balarea.config.house import account, outside, roles
from balarea.config.house.errors import NothingRuns, RunsElsewhere
from balarea.config.house.folder import Folder, Holder
from balarea.config.house.roles import Roles
from balarea.config.house.server import (
    as_owner,
    clear_up,
    database,
    environment,
    refuse_a_copy,
)
from balarea.config.house.supervisor import (
    Stop,
    Supervisor,
    ignore_stops,
    listen_for_stops,
    warn,
)


def with_database(folder: Folder, command: Sequence[str], *, is_trial: bool) -> int:
    """Run a command with a database; starts the embedded one if nobody has.

    A trial (tests, benches) trades durability for speed and always has the folder to
    itself; other commands join a running mall.
    """
    holder = folder.holder()
    if holder and holder.database_url and not is_trial:
        return run(command, _told(folder, holder.database_url, holder.base))
    with _own_database(folder, command, is_trial=is_trial) as own:
        if is_trial and own.migrating:
            # Tests make databases and put guards aside; some of them serve.
            told = environment(folder, own.migrating) | {roles.SERVING: own.serving}
            return run(command, told)
        if is_trial:
            return run(command, environment(folder, own.serving))
        # psql and its kin are of use to whoever restores: that is the owner's work.
        clients = outside.for_clients(own.migrating or own.serving)
        return run(command, environment(folder, own.serving) | as_owner(own) | clients)


def _told(folder: Folder, url: str, base: str = "") -> dict[str, str]:
    """What a command is told: psql and its kin find the database without an address."""
    return environment(folder, url, base) | outside.for_clients(url)


@contextmanager
def _own_database(
    folder: Folder, command: Sequence[str], *, is_trial: bool
) -> Iterator[Roles]:
    listen_for_stops()
    with folder.hold(Holder(os.getpid(), f"`{command[0]}`")):
        refuse_a_copy(folder)
        supervisor = Supervisor(folder)
        try:
            clear_up(folder, warn)
            if is_trial:
                # Trials leave nothing that anybody could miss.
                for place in account.forgotten(folder):
                    shutil.rmtree(place)
            yield database(folder, supervisor, is_lasting=not is_trial)
        finally:
            ignore_stops()
            supervisor.stop()


def run(command: Sequence[str], told: Mapping[str, str]) -> int:
    """Run a command to its end; Ctrl-C is the command's to answer first."""
    process = subprocess.Popen(command, env=told)
    try:
        return process.wait()
    except Stop:
        process.send_signal(signal.SIGINT)
        try:
            return process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def running(folder: Folder, port: int | None) -> Holder:
    """The mall that runs from this folder."""
    holder = folder.holder()
    if holder is None or not holder.database_url:
        raise NothingRuns(path=folder.path)
    if port and not holder.base.rstrip("/").endswith(f":{port}"):
        raise RunsElsewhere(path=folder.path, base=holder.base, port=port)
    return holder
