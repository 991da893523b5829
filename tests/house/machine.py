"""A machine with nothing on it but what a test puts there, to try the scripts on."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = ["bash", "cat", "chmod", "cmp", "cp", "dirname", "env", "find", "head"]
TOOLS += ["mkdir", "mktemp", "rm", "touch"]


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
        return subprocess.run(
            [self.clone / "script" / script],
            env={
                "PATH": str(self.folder / "bin"),
                "PYENV_ROOT": str(self.folder / "pyenv"),
                "BIN": str(self.folder / "bin"),
                "ASKED": str(self.folder / "asked"),
            },
            capture_output=True,
            text=True,
            check=False,
        )


def make(folder: Path) -> Machine:
    (folder / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (folder / "bin" / tool).symlink_to(found)
    clone = folder / "clone"
    for name in ("requirements", "src"):
        (clone / name).mkdir(parents=True)
    shutil.copytree(ROOT / "script", clone / "script")
    for lock in ("runtime", "dev"):
        (clone / "requirements" / f"{lock}.txt").touch()
    return Machine(folder)
