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
