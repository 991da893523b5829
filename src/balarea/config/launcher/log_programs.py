"""The public log's signer and sequencer, as programs of a mall."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from balarea.config.launcher import witness_programs
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.processes import PYTHON, Program, say
from balarea.transparency.programs import signer

SOCKET = "BALAREA_SIGNER_SOCKET"


def programs(folder: DataFolder, environment: Mapping[str, str]) -> list[Program]:
    """Both; only the sequencer where the operator runs a signer elsewhere.

    A demonstration has three simulated witnesses besides, which must listen first.
    """
    logs = folder.path / "logs"
    sequencing = (*PYTHON, "django", "run_sequencer")
    sequencer = Program(
        "The sequencer of the log", sequencing, logs / "sequencer.log", environment
    )
    if environment.get(SOCKET):
        return [sequencer]
    own = folder.path / "signer"
    try:
        vkeys = signer.make(own, origin(environment))
    except signer.CannotSign as refusal:
        # The mall opens; the sequencer says that the log waits.
        say(f"The public log isn't signed. {refusal}")
        return [sequencer]
    socket = folder.path / "run" / "signer.sock"
    command = (*PYTHON, "balarea", "signer", "run", "--folder", os.fspath(own))
    signing = Program(
        "The signer of the log",
        (*command, "--socket", os.fspath(socket)),
        logs / "signer.log",
        witness_programs.without_secrets(environment),
    )
    simulated = witness_programs.programs(folder, vkeys, environment)
    return [signing, *simulated, sequencer]


def origin(environment: Mapping[str, str]) -> str:
    """The name of a log that is begun now; one that was begun has its own."""
    host = urlsplit(environment.get("BALAREA_BASE_URL", "")).hostname or "localhost"
    return environment.get("BALAREA_LOG_ORIGIN") or f"{host}/transparansi/log"
