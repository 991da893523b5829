"""The whole house: database, set-up, web and jobs, under one supervisor."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from balarea.config.house import (
    account,
    binaries,
    cluster,
    disk,
    lastwords,
    outside,
    processes,
    roles,
    web,
)
from balarea.config.house.errors import (
    REFUSED,
    STEP,
    NoBinaries,
    SetUpFailed,
    Told,
)
from balarea.config.house.folder import Folder, Holder
from balarea.config.house.processes import Program, python_module
from balarea.config.house.roles import Roles
from balarea.config.house.supervisor import (
    TRIES,
    Stop,
    Supervisor,
    ignore_stops,
    listen_for_stops,
    say,
)

PREPARE = python_module("balarea.config.house.prepare")
LOST = "OperationalError"  # the class of what Django says of a lost connection
MakePrograms = Callable[[Folder, str, int, Mapping[str, str]], Sequence[Program]]


@dataclass(frozen=True)
class Options:
    port: int = 8000
    host: str = "127.0.0.1"

    @property
    def base(self) -> str:
        """The address to print; passkeys need a name, not a number."""
        is_near = self.host in {"127.0.0.1", "localhost", "::1", *web.EVERYWHERE}
        given = f"[{self.host}]" if ":" in self.host else self.host
        name = "localhost" if is_near else given
        return os.environ.get("BALAREA_BASE_URL") or f"http://{name}:{self.port}"


def as_owner(own: Roles) -> dict[str, str]:
    """What only a program that makes or guards tables is told."""
    return {roles.MIGRATING: own.migrating} if own.migrating else {}


def environment(folder: Folder, url: str, base: str = "") -> dict[str, str]:
    """What every program of the house is told."""
    told = {
        "DATABASE_URL": url,
        "BALAREA_DATA": str(folder.path),
        "BALAREA_DEMO": os.environ.get("BALAREA_DEMO", "1"),
        # Error pages of a developer would show what nobody may see.
        "BALAREA_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "balarea.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if base:
        told["BALAREA_BASE_URL"] = base
    with contextlib.suppress(NoBinaries):
        # psql, pg_dump, pg_restore: an older pg_dump refuses a newer server, so the
        # embedded one's own come first; with one's own, they help whoever has none.
        paths = [os.environ.get("PATH", os.defpath), str(binaries.in_wheel())]
        if not os.environ.get("DATABASE_URL"):
            paths.reverse()
        told["PATH"] = os.pathsep.join(paths)
    given = {k: v for k, v in os.environ.items() if k != roles.MIGRATING}
    return {**given, **told}


def serve(
    folder: Folder,
    options: Options,
    make_programs: MakePrograms = web.programs,
    prepare: Sequence[str] = tuple(PREPARE),
) -> None:
    """Run until Ctrl-C or TERM; whatever happens, nothing is left running."""
    listen_for_stops()
    roles.hide_environment()
    with folder.hold(Holder(os.getpid(), "a running Balarea", options.base)):
        refuse_a_copy(folder)
        supervisor = Supervisor(folder)
        try:
            clear_up(folder)
            web.check_port(options.host, options.port)
            _run(folder, options, supervisor, make_programs, prepare)
        except Stop:
            say("Stopping.")
        finally:
            ignore_stops()
            supervisor.stop()


def refuse_a_copy(folder: Folder) -> None:
    """Before anything is signalled; on a DATABASE_URL two folders share nothing."""
    if not os.environ.get("DATABASE_URL"):
        account.refuse_a_copy(folder)


def clear_up(folder: Folder, tell: Callable[[str], None] = say) -> None:
    """Stop what a killed supervisor left; what it had committed is in the database."""
    if processes.stop_marked(folder.mark):
        tell("Stopped what an earlier, killed run had left.")


def database(
    folder: Folder, supervisor: Supervisor, *, is_lasting: bool = True
) -> Roles:
    """The addresses of the database in use: one's own, or the embedded one, started."""
    if os.environ.get("DATABASE_URL"):
        own = roles.of_operator(os.environ)
        for url in filter(None, own):
            outside.check(url)
        return own
    embedded = cluster.of(folder, is_lasting=is_lasting)
    embedded.prepare()
    supervisor.keep_database(embedded.program(), lambda: embedded.start(folder.mark))
    return Roles(embedded.url, embedded.migrating_url)


def watch_disks(folder: Folder) -> disk.Watch:
    """Warn before a disk is full; stop writing before the embedded database must."""
    if os.environ.get("DATABASE_URL"):
        return disk.Watch((folder.path,), say)
    embedded = cluster.of(folder)
    return disk.Watch((folder.path,), say, embedded.place, embedded.allow_writing)


def _run(
    folder: Folder,
    options: Options,
    supervisor: Supervisor,
    make_programs: MakePrograms,
    prepare: Sequence[str],
) -> None:
    own = database(folder, supervisor)
    url = own.serving
    for place in account.forgotten(folder):
        say(
            f"{place} keeps the database of an earlier {folder.path}, since removed: "
            "remove it too if nobody needs it."
        )
    told = environment(folder, url, options.base)
    if not (folder.path / "run" / "published").exists():
        say("Setting up the mall: half a minute on a quick machine, minutes on others.")
    told.setdefault("BALAREA_HOSTS", ",".join(web.names(options.host)))
    accounts = _prepared(supervisor, prepare, told | as_owner(own))
    programs = make_programs(folder, options.host, options.port, told)
    for program in programs:
        supervisor.keep(program)
    _see_it_answer(programs[0], options, supervisor)
    folder.tell(Holder(os.getpid(), "a running Balarea", options.base, url))
    if accounts:
        say(accounts)
    say(f"Balarea is open at {options.base}/ (Ctrl-C stops it).")
    supervisor.watch(watch_disks(folder).look)


def _see_it_answer(
    web_server: Program, options: Options, supervisor: Supervisor
) -> None:
    deadline = time.monotonic() + web.PATIENCE
    while not (status := web.answer(options.host, options.port, options.base)):
        if time.monotonic() > deadline:
            raise supervisor.why(web_server, "no answer")
        supervisor.look()
        time.sleep(0.05)
    if status >= 500:
        say(
            f"The front page answers with error {status}; "
            f"the reason stands in {web_server.log}."
        )


def _prepared(
    supervisor: Supervisor, command: Sequence[str], told: Mapping[str, str]
) -> str:
    """Set up, and again if the database died meanwhile: each step may run twice."""
    for _ in range(TRIES):
        try:
            return run_preparation(supervisor, command, told)
        except SetUpFailed as failure:
            # Its first process may live on where only a backend was killed.
            if LOST not in str(failure) and not supervisor.has_lost_database():
                raise
            say("The database ended during the set-up; trying again.")
        supervisor.look()
        while supervisor.has_lost_database():
            time.sleep(0.2)
            supervisor.look()
    return run_preparation(supervisor, command, told)


def run_preparation(
    supervisor: Supervisor, command: Sequence[str], told: Mapping[str, str]
) -> str:
    """Migrate and load in a program of its own; returns what it has to tell."""
    if not command:
        return ""
    folder = supervisor.folder
    log: Path = folder.logs / "prepare.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**told, processes.MARK: folder.mark},
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        ) as running,
    ):
        try:
            words = _pass_on_steps(running)
        except BaseException:
            running.kill()
            processes.end_session(running.pid)
            raise
    if running.returncode == REFUSED and (sentence := log.read_text("utf-8").strip()):
        raise Told(sentence=sentence)
    if running.returncode:
        said = lastwords.of(log)
        raise supervisor.full_disk(said) or SetUpFailed(reason=said, log=log)
    return words


def _pass_on_steps(running: subprocess.Popen[str]) -> str:
    """Show each step as it begins; returns the other words, for the end."""
    words = []
    for line in running.stdout or ():
        if line.startswith(STEP):
            say(f"  {line.removeprefix(STEP).rstrip()}")
        else:
            words.append(line)
    return "".join(words).strip()
