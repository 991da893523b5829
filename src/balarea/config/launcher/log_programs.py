"""The public log's signer and sequencer, as programs of a mall."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.processes import PYTHON, Program
from balarea.transparency.programs import signer

SOCKET = "BALAREA_SIGNER_SOCKET"
# What the signer gets of the mall's environment: nothing of database and keys.
FOR_SIGNER = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "HOME")


def programs(folder: DataFolder, environment: Mapping[str, str]) -> list[Program]:
    """Both; only the sequencer where the operator runs a signer elsewhere."""
    logs = folder.path / "logs"
    sequencing = (*PYTHON, "django", "run_sequencer")
    sequencer = Program(
        "The sequencer of the log", sequencing, logs / "sequencer.log", environment
    )
    if environment.get(SOCKET):
        return [sequencer]
    own = folder.path / "signer"
    signer.make(own, origin(environment))
    socket = folder.path / "run" / "signer.sock"
    command = (*PYTHON, "balarea", "signer", "run", "--folder", os.fspath(own))
    signing = Program(
        "The signer of the log",
        (*command, "--socket", os.fspath(socket)),
        logs / "signer.log",
        {name: environment[name] for name in FOR_SIGNER if name in environment},
    )
    return [signing, sequencer]


def origin(environment: Mapping[str, str]) -> str:
    """The name of a log that is begun now; one that was begun has its own."""
    host = urlsplit(environment.get("BALAREA_BASE_URL", "")).hostname or "localhost"
    return environment.get("BALAREA_LOG_ORIGIN") or f"{host}/transparansi/log"
