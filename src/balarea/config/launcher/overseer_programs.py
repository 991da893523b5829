"""Two overseers of a demonstration's draws, each with a folder and a key of its own.

They stand for parties that no mall runs itself, an ombudsman and an inspectorate; their
names say that they are simulated. A real mall names real ones (`BALAREA_OVERSEERS`).
"""

import contextlib
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from balarea.config.launcher import log_programs
from balarea.config.launcher.data_folder import DataFolder
from balarea.config.launcher.errors import CannotRun
from balarea.config.launcher.processes import PYTHON, Program
from balarea.transparency.programs import durable_files, overseer, signer

SETTING, SWITCH = "BALAREA_OVERSEERS", "BALAREA_DRAWS"
LIST = "overseers.txt"  # what the settings of a demonstration read
LOG_POLICY = "log-policy.txt"
HOST = "127.0.0.1"
NAMES = ("Ombudsman (simulasi)", "Inspektorat (simulasi)")
HARMLESS = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "HOME")


def programs(folder: DataFolder, environment: Mapping[str, str]) -> list[Program]:
    """Both; none beside real ones, outside a demonstration, or with BALAREA_DRAWS=0.

    The programs of the log come first: theirs is the policy that both follow.
    """
    listed = folder.path / LIST
    listed.unlink(missing_ok=True)
    is_demo = environment.get("BALAREA_DEMO") == "1"
    is_off = environment.get(SWITCH) == "0" or environment.get(log_programs.SOCKET)
    if not is_demo or is_off or environment.get(SETTING):
        return []
    try:
        log_keys = signer.make(folder.path / "signer", log_programs.origin(environment))
    except signer.CannotSign:  # `log_programs` has said why
        return []
    made, lines = [], []
    for number, name in enumerate(NAMES, start=1):
        own = folder.path / f"overseer-{number}"
        try:
            key = overseer.make(own)
        except (OSError, ValueError) as error:
            raise CannotRun(f"{own} has no usable key: {error}") from None
        port = _free_port(own)
        _write(own / overseer.POLICY, _policy(folder, log_keys, environment))
        lines.append(f"{name}={key.hex()}@http://{HOST}:{port}")
        made.append(_program(folder, own, name, port, environment))
    _write(listed, "".join(f"{line}\n" for line in lines))
    return made


def _policy(
    folder: DataFolder, log_keys: Sequence[str], environment: Mapping[str, str]
) -> str:
    """The log's own policy; without one only its keys."""
    given = environment.get("BALAREA_LOG_POLICY") or folder.path / LOG_POLICY
    if Path(given).exists():
        return Path(given).read_text(encoding="utf-8")
    return "".join(f"log {key}\n" for key in log_keys) + "quorum none\n"


def _free_port(own: Path) -> int:
    """The port of the last time, or another if it is taken now."""
    last = own / "port"
    before = int(last.read_text()) if last.exists() else 0
    for port in (before, 0):
        with contextlib.suppress(OSError), socket.create_server((HOST, port)) as free:
            number = int(free.getsockname()[1])
            _write(last, str(number))
            return number
    raise CannotRun(f"No free port on {HOST} for an overseer.")


def _program(
    folder: DataFolder,
    own: Path,
    name: str,
    port: int,
    environment: Mapping[str, str],
) -> Program:
    command = (*PYTHON, "balarea", "overseer", "--folder", os.fspath(own))
    return Program(
        f"The overseer {name}",
        (*command, "run", "--listen", f"{HOST}:{port}"),
        folder.path / "logs" / f"{own.name}.log",
        {name: environment[name] for name in HARMLESS if name in environment},
    )


def _write(path: Path, text: str) -> None:
    durable_files.replace(path, text.encode(), durable_files.PUBLIC)
