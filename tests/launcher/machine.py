"""A machine with nothing on it but what a test puts there, to try the scripts on."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.children import end_with_parent, run_to_end

ROOT = Path(__file__).parents[2]
# Bash and coreutils: neither diffutils nor findutils are everywhere.
TOOLS = ["bash", "cat", "chmod", "cp", "dirname", "env", "mkdir", "mktemp", "rm"]
TOOLS += ["sleep", "touch"]
# A whole Python: it fits. Its `-m venv` leaves a copy of itself once `busy` is gone.
# Its pip goes on in a process of its own for as long as `slow` is there.
PYTHON = """#!/usr/bin/env bash
case "$*" in
  "-m pip install "*)
    echo "$*" >> "$CALLS"
    echo half > .venv/half-installed
    if [ -e "$BIN/slow" ]; then
      echo "$TMPDIR" > "$BIN/tmpdir"
      trap "" INT
      sleep 300 &
      wait
    fi
    echo whole > .venv/half-installed ;;
  "-m venv "*)
    echo "$*" >> "$CALLS"
    while [ -e "$BIN/busy" ]; do sleep 0.05; done
    mkdir -p "$3/bin" "$3/lib/python3.12/site-packages"
    cp "$0" "$3/bin/python"
    echo "$0" > "$3/made-by" ;;
  "-m balarea.config.launcher server"*) echo "serves $*" ;;
esac
"""


@dataclass
class Machine:
    """A clone with our scripts and no packages, and a PATH with the bare tools."""

    folder: Path

    @property
    def clone(self) -> Path:
        return self.folder / "clone"

    def put(self, path: str, program: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(program)
        target.chmod(0o755)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return run_to_end([self.clone / "script" / script], env=self.environment)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": str(self.folder / "bin"),
            "PYENV_ROOT": str(self.folder / "pyenv"),
            "BIN": str(self.folder / "bin"),
            "CALLS": str(self.folder / "calls"),
        }

    def start(self, script: str, *, own_group: bool = False) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.clone / "script" / script],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0 if own_group else None,
            preexec_fn=end_with_parent,
        )

    def link(self, tool: str) -> None:
        """Give the machine a tool that this one has."""
        path = shutil.which(tool)
        assert path, tool
        (self.folder / "bin" / tool).symlink_to(path)

    @property
    def calls(self) -> list[str]:
        """How the stand-ins were called, in order."""
        return (self.folder / "calls").read_text().splitlines()


def make(folder: Path) -> Machine:
    machine = Machine(folder)
    (folder / "bin").mkdir()
    for tool in TOOLS:
        machine.link(tool)
    for name in ("requirements", "src"):
        (machine.clone / name).mkdir(parents=True)
    shutil.copytree(ROOT / "script", machine.clone / "script")
    for lock in ("runtime", "dev"):
        (machine.clone / "requirements" / f"{lock}.txt").touch()
    return machine
