"""Three witnesses of a demonstration's log, each with a folder and keys of its own.

They stand for parties that no mall runs itself: a supervisor, another regency, somebody
of civil society. Their names say that they are simulated. A real mall names real
witnesses in a policy of its own (`BALAREA_LOG_POLICY`).
"""

import contextlib
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import PYTHON, Program
from balarea.transparency.programs import durable_files, witness_folder
from balarea.transparency.tlog.notes import VerifierKey

POLICY = "log-policy.txt"
HOST = "127.0.0.1"
# Group of the policy → the simulated witness's name.
WITNESSES = {
    "supervisors": "pengawas",
    "peers": "daerah-sejawat",
    "civil": "masyarakat-sipil",
}
HARMLESS = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "HOME")
OWN = ("BALAREA_LOG_POLICY", "BALAREA_LOG_WITNESSES")


def programs(
    folder: DataFolder, log_keys: Sequence[str], environment: Mapping[str, str]
) -> list[Program]:
    """The witnesses, and the policy that names them; none beside real ones."""
    if environment.get("BALAREA_DEMO") != "1" or any(map(environment.get, OWN)):
        return []
    origin = VerifierKey.parse(log_keys[0]).name
    lines = [f"log {vkey}" for vkey in log_keys]
    made = []
    for number, (group, word) in enumerate(WITNESSES.items(), start=1):
        own = folder.path / f"witness-{number}"
        name = f"{origin.partition('/')[0]}/simulasi/{word}"
        try:
            if not (own / witness_folder.KEYS).exists():
                witness_folder.make(own, name, has_mldsa=False)
            key, *_ = witness_folder.read_keys(own)
        except witness_folder.CannotRun as refusal:
            raise CannotRun(str(refusal)) from None
        port = free_port(own)
        configuration = [f"listen {HOST}:{port}", *lines[: len(log_keys)]]
        _write(own / witness_folder.CONFIGURATION, configuration)
        lines.append(f"witness {word} {key.vkey} http://{HOST}:{port}")
        lines.append(f"group {group} any {word}")
        made.append(_program(folder, own, word, environment))
    lines += [f"group all-groups all {' '.join(WITNESSES)}", "quorum all-groups"]
    _write(folder.path / POLICY, lines)
    return made


def free_port(own: Path) -> int:
    """The port that this witness had before, or another if it is taken now."""
    before = 0
    with contextlib.suppress(witness_folder.CannotRun):
        before = witness_folder.read_configuration(own).port
    for port in (before, 0):
        with contextlib.suppress(OSError), socket.create_server((HOST, port)) as free:
            return int(free.getsockname()[1])
    raise CannotRun(f"No free port on {HOST} for a witness.")


def _program(
    folder: DataFolder, own: Path, word: str, environment: Mapping[str, str]
) -> Program:
    command = (*PYTHON, "balarea", "witness", "--folder", os.fspath(own), "run")
    return Program(
        f"The simulated witness {word}",
        command,
        folder.path / "logs" / f"{own.name}.log",
        without_secrets(environment),
    )


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """What signer and witnesses get of the mall's environment."""
    return {name: environment[name] for name in HARMLESS if name in environment}


def _write(path: Path, lines: Sequence[str]) -> None:
    content = "".join(f"{line}\n" for line in lines).encode()
    durable_files.replace(path, content, durable_files.PUBLIC)
