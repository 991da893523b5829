"""A database for the length of one command: tests, benches, `script/manage`."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from balarea.config.launcher import database_roles as roles
from balarea.config.launcher import server
from balarea.config.launcher.data_folder import DataFolder, Holder
from balarea.config.launcher.external_database import client_variables
from balarea.config.launcher.supervisor import Stop, supervised


def with_database(folder: DataFolder, command: Sequence[str], *, is_trial: bool) -> int:
    """Run a command with a database; starts the embedded one if nobody has.

    A trial (tests, benches) trades durability for speed and always has the folder to
    itself; other commands join a running mall.
    """
    running = folder.holder()
    if running and running.database_url and not is_trial:
        url = running.database_url
        variables = server.environment(folder, url, running.base)
        return run(command, variables | client_variables(url))
    holder = Holder(os.getpid(), f"`{command[0]}`")
    with supervised(folder, holder) as supervisor:
        if supervisor.has_taken_over:
            sys.stderr.write(f"{server.TAKEN_OVER}\n")
        own = server.start_database(folder, supervisor, is_durable=not is_trial)
        owner = own.migrating or own.serving
        if is_trial:  # tests make databases and put guards aside; some of them serve
            serving = {roles.SERVING: own.serving} if own.migrating else {}
            return run(command, server.environment(folder, owner) | serving)
        variables = server.environment(folder, own.serving) | own.for_owner()
        # psql and pg_restore are for restoring, which is the owner's work.
        return run(command, variables | client_variables(owner))


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
