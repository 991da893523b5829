"""For root: an account without rights, and a place that it may enter, for PostgreSQL.

PostgreSQL refuses to run as root. The data folder may lie in a home that is closed to
other accounts, so the database and its programs get a place under /var/lib/balarea.
"""

import contextlib
import pwd
import subprocess
import tempfile
from pathlib import Path

from balarea.config.launcher import disk
from balarea.config.launcher.data_folder import DataFolder, is_mall
from balarea.config.launcher.errors import ELSEWHERE, CannotRun

NAME = "balarea-db"
PLACES = Path("/var/lib/balarea")
USERADD = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home"]
USERADD += ["--shell", "/usr/sbin/nologin"]


def ensure() -> pwd.struct_passwd:
    """The account under which the database runs; made on first use."""
    account = _account()
    if account is None:
        with contextlib.suppress(OSError):  # no useradd here
            subprocess.run([*USERADD, NAME], capture_output=True, check=False)
        account = _account()
    if account is None:
        raise CannotRun(
            f"Can't make the account {NAME} for the database: start Balarea as an "
            "ordinary user, or set DATABASE_URL."
        )
    return account


def _account() -> pwd.struct_passwd | None:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(NAME)
    return None


def database_place(folder: DataFolder) -> Path:
    """Where this folder's database lies: by the folder's id, so that it may move."""
    place, made = PLACES / folder.identity, folder.path / "database-place"
    note = place / "folder"
    original = Path(note.read_text("utf-8")) if note.exists() else folder.path
    if is_mall(original) and not original.samefile(folder.path):
        raise CannotRun(
            f"The data folder {folder.path} is a copy of {original}, whose database it "
            f"would share: use --data {original}, or begin an empty folder."
        )
    if made.exists() and not place.exists():
        raise CannotRun(
            f"The data folder {folder.path} has lost its database, which should lie at "
            f"{place}: restore it from a backup, or {ELSEWHERE}."
        )
    is_made = (place / "data").exists()
    disk.require(PLACES, disk.FOR_A_START if is_made else disk.FOR_A_NEW_MALL)
    for path, mode in ((PLACES, 0o755), (place, 0o711)):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
    note.write_text(str(folder.path), encoding="utf-8")
    made.write_text(f"{place}\n", encoding="utf-8")
    return place


def copied_programs(package: Path, version: str) -> Path:
    """PostgreSQL's `bin`, copied to where every account can run it."""
    target = PLACES / f"postgresql-{version}"
    if not target.exists():
        draft = tempfile.mkdtemp(dir=PLACES)
        # The programs find their libraries in the folder beside the package.
        sources = filter(
            Path.exists, (package, package.with_name(f"{package.name}.libs"))
        )
        subprocess.run(["/bin/cp", "-R", *sources, draft], check=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", draft], check=True)
        Path(draft).rename(target)
    return target / package.name / "pginstall" / "bin"
