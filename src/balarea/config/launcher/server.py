"""The whole mall for `script/server`; its database alone for any other command."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import embedded_database as embedded
from balarea.config.launcher import mall_file, processes, web
from balarea.config.launcher.data_folder import DataFolder, Holder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import PYTHON, Stop, Supervisor, say

SET_UP = [*PYTHON, "balarea.config.set_up"]


def environment(folder: DataFolder, url: str, base: str = "") -> dict[str, str]:
    """For every program of a mall: never the address of the owning role."""
    variables = {k: v for k, v in os.environ.items() if k != roles.MIGRATING}
    variables |= {
        "DATABASE_URL": url,
        "BALAREA_DATA": str(folder.path),
        mall_file.VARIABLE: str(mall_file.choose(folder)),
        "BALAREA_DEMO": os.environ.get("BALAREA_DEMO", "1"),
        "BALAREA_DEBUG": "0",  # a developer's error pages show secrets
        "DJANGO_SETTINGS_MODULE": "balarea.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    variables |= {"BALAREA_BASE_URL": base} if base else {}
    paths = [f"{embedded.WHEEL}/{embedded.PROGRAMS}", variables.get("PATH", os.defpath)]
    if os.environ.get("DATABASE_URL"):  # an older pg_dump refuses a newer server
        paths.reverse()
    return variables | {"PATH": os.pathsep.join(paths)}


def start_database(supervisor: Supervisor, *, is_durable: bool = True) -> roles.Roles:
    """The addresses of the database in use: one's own, or the embedded one, started."""
    if os.environ.get("DATABASE_URL"):
        for url in filter(None, map(os.environ.get, ("DATABASE_URL", roles.MIGRATING))):
            roles.check(url)
        return roles.of_operator(os.environ)
    database = embedded.EmbeddedDatabase(supervisor.folder, is_durable=is_durable)
    supervisor.add(database)
    own = (embedded.SERVING, embedded.OWNER, embedded.STREAMING)
    return roles.Roles(*map(database.url, own))


def serve(folder: DataFolder, host: str, port: int) -> None:
    """Run until Ctrl-C or TERM; whatever happens, nothing is left running."""
    roles.hide_environment()
    base = web.base(host, port)
    with processes.supervised(folder, base) as supervisor:
        web.check_port(host, port)
        mall = mall_file.choose(folder)
        own = start_database(supervisor)
        variables = environment(folder, own.serving, base)
        variables.setdefault("BALAREA_HOSTS", ",".join(web.names(host)))
        variables |= {roles.STREAMING: own.streaming} if own.streaming else {}
        run_set_up(folder, variables | {roles.MIGRATING: own.migrating})
        mall_file.remember(folder, mall)
        for program in web.programs(folder, host, port, variables):
            supervisor.add(program)
        while not web.answers(host, port, base):
            supervisor.check()
            time.sleep(0.05)
        folder.write_holder(Holder(os.getpid(), base, own.serving))
        say(f"Balarea is open at {base}/ (Ctrl-C stops it).")
        supervisor.watch()


def run_set_up(folder: DataFolder, variables: Mapping[str, str]) -> None:
    """Migrate and load, in a program of its own that prints its steps."""
    if not (folder.path / "run" / "published").exists():
        say("Setting up the mall: half a minute on a quick machine, minutes on others.")
    marked = {**variables, processes.MARK: str(folder.path)}
    if subprocess.call(SET_UP, env=marked, start_new_session=True):
        raise SystemExit(1)  # it has said why


def with_database(folder: DataFolder, command: Sequence[str], *, is_trial: bool) -> int:
    """Run a command beside the open mall, or with a database that is started for it.

    A trial (tests, benches) trades durability for speed, and joins no mall.
    """
    running = folder.holder()
    if running and running.database_url and not is_trial:
        return join(folder, command)
    with processes.supervised(folder) as supervisor:
        own = start_database(supervisor, is_durable=not is_trial)
        owner = own.migrating or own.serving
        if is_trial:  # tests make databases and put guards aside; some of them serve
            serving = {roles.SERVING: own.serving} if own.migrating else {}
            return run(command, environment(folder, owner) | serving)
        variables = environment(folder, own.serving) | {roles.MIGRATING: own.migrating}
        # psql and pg_restore are for restoring, which is the owner's work.
        return run(command, variables | roles.client_variables(owner))


def join(folder: DataFolder, command: Sequence[str], port: int | None = None) -> int:
    """Run a command beside the open mall of a folder, at a port if one is given."""
    mall = folder.holder()
    address = mall.base.rstrip("/") if mall and mall.database_url else ""
    if not mall or not address or (port and not address.endswith(f":{port}")):
        raise CannotRun(
            f"No mall of {folder.path} is open{f' at port {port}' if port else ''}: "
            "start it with `script/server`, or name its folder with --data."
        )
    variables = environment(folder, mall.database_url, mall.base)
    return run(command, variables | roles.client_variables(mall.database_url))


def run(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command to its end; Ctrl-C is the command's to answer first."""
    process = subprocess.Popen(command, env=variables)
    try:
        return process.wait()
    except Stop:
        process.send_signal(signal.SIGINT)
        try:
            return process.wait(15)
        finally:
            process.kill()
