"""`script/server`: database, set-up, web and jobs, under one supervisor."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import (
    disk,
    embedded_database,
    external_database,
    log_tail,
    processes,
    web,
)
from balarea.config.launcher.data_folder import DataFolder, Holder
from balarea.config.launcher.database_roles import Roles
from balarea.config.launcher.errors import REFUSED, CannotRun
from balarea.config.launcher.processes import Program, python_module
from balarea.config.launcher.supervisor import Stop, Supervisor, say, supervised

SET_UP = tuple(python_module("balarea.config.set_up"))
PATIENCE = 60.0  # seconds until the front page answers
TAKEN_OVER = "Stopped what an earlier, killed run had left."
MakePrograms = Callable[[DataFolder, str, int, Mapping[str, str]], Sequence[Program]]


def environment(folder: DataFolder, url: str, base: str = "") -> dict[str, str]:
    """For every program of a mall: never the address of the owning role."""
    variables = {k: v for k, v in os.environ.items() if k != roles.MIGRATING}
    variables |= {
        "DATABASE_URL": url,
        "BALAREA_DATA": str(folder.path),
        "BALAREA_DEMO": os.environ.get("BALAREA_DEMO", "1"),
        "BALAREA_DEBUG": "0",  # a developer's error pages show secrets
        "DJANGO_SETTINGS_MODULE": "balarea.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if base:
        variables["BALAREA_BASE_URL"] = base
    paths = [os.environ.get("PATH", os.defpath)]
    with contextlib.suppress(CannotRun):  # no embedded PostgreSQL for this machine
        # An older pg_dump refuses a newer server, so the embedded one's comes first.
        place = len(paths) if os.environ.get("DATABASE_URL") else 0
        paths.insert(place, str(embedded_database.programs()))
    return variables | {"PATH": os.pathsep.join(paths)}


def start_database(
    folder: DataFolder, supervisor: Supervisor, *, is_durable: bool = True
) -> Roles:
    """The addresses of the database in use: one's own, or the embedded one, started."""
    if os.environ.get("DATABASE_URL"):
        own = roles.of_operator(os.environ)
        for url in filter(None, own):
            external_database.check(url)
        return own
    embedded = embedded_database.of(folder, is_durable=is_durable)
    embedded.prepare()
    supervisor.add(embedded.program())
    supervisor.disk_watch = disk.Watch(embedded.place, embedded.allow_writing)
    serving, owner = embedded_database.SERVING, embedded_database.OWNER
    return Roles(embedded.url(serving), embedded.url(owner))


def serve(
    folder: DataFolder,
    host: str = "127.0.0.1",
    port: int = 8000,
    make_programs: MakePrograms = web.programs,
    set_up: Sequence[str] = SET_UP,
) -> None:
    """Run until Ctrl-C or TERM; whatever happens, nothing is left running."""
    roles.hide_environment()
    base = web.base(host, port)
    holder = Holder(os.getpid(), "a running Balarea", base)
    try:
        with supervised(folder, holder) as supervisor:
            if supervisor.has_taken_over:
                say(TAKEN_OVER)
            web.check_port(host, port)
            own = start_database(folder, supervisor)
            variables = environment(folder, own.serving, base)
            variables.setdefault("BALAREA_HOSTS", ",".join(web.names(host)))
            run_set_up(folder, set_up, variables | own.for_owner())
            for program in make_programs(folder, host, port, variables):
                supervisor.add(program)
            _wait_for_page(supervisor, host, port, base)
            folder.announce(Holder(holder.pid, holder.purpose, base, own.serving))
            say(f"Balarea is open at {base}/ (Ctrl-C stops it).")
            supervisor.watch()
    except Stop:
        say("Stopping.")


def run_set_up(
    folder: DataFolder, command: Sequence[str], variables: Mapping[str, str]
) -> None:
    """Migrate and load, in a program of its own that prints its steps."""
    if not (folder.path / "run" / "published").exists():
        say("Setting up the mall: half a minute on a quick machine, minutes on others.")
    log = folder.logs / "prepare.log"
    with log.open("wb") as errors:
        status = subprocess.run(
            command,
            stderr=errors,
            env={**variables, processes.MARK: str(folder.path)},
            start_new_session=True,
            check=False,
        ).returncode
    if status == REFUSED and (sentence := log.read_text("utf-8").strip()):
        raise CannotRun(sentence)
    if status:
        raise log_tail.failure("The mall can't be set up", log, 0, folder.path)


def _wait_for_page(supervisor: Supervisor, host: str, port: int, base: str) -> None:
    server = next(one for one in supervisor.programs if one.name == web.NAME)
    deadline = time.monotonic() + PATIENCE
    while not (status := web.status(host, port, base)):
        if time.monotonic() > deadline:
            raise supervisor.failure(server)
        supervisor.check()
        time.sleep(0.05)
    if status >= 500:
        say(f"The front page answers with error {status}; see {server.log}.")
