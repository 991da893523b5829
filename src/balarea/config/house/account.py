"""As root: an account without rights, and a place of its own for the database.

PostgreSQL refuses to run as root. Its data can't lie in the data folder either: that
may stand in a home which no other account may enter, and nobody's folder is opened
up for us. So the binaries and the data get a place under /var/lib/balarea.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from balarea.config.house.errors import FolderIsCopy, FolderWithoutDatabase, NoAccount
from balarea.config.house.folder import Folder

NAME = "balarea-db"
PLACES = Path("/var/lib/balarea")


def ensure() -> pwd.struct_passwd:
    """The account under which the database runs; made on first use."""
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if not useradd:
        raise NoAccount(account=NAME, reason="this system has no useradd")
    made = subprocess.run(
        [
            *(useradd, "--system", "--user-group", "--no-create-home"),
            *("--home-dir", str(PLACES), "--shell", "/usr/sbin/nologin", NAME),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise NoAccount(account=NAME, reason=made.stderr.strip()) from None


def place_of(folder: Folder) -> Path:
    """The database's place of this data folder: entered by root's account only.

    It goes by the folder's identity, so a moved folder finds its database again, and
    a folder that was removed and begun anew doesn't meet the old one.
    """
    place = PLACES / folder.identity
    note = place / "folder"
    # Keys alone prove nothing: a mall on a DATABASE_URL has them too.
    made = folder.path / "database-place"
    if not place.exists():
        if made.exists():
            raise FolderWithoutDatabase(path=folder.path, place=place)
        if not PLACES.exists():
            PLACES.mkdir(parents=True)
            PLACES.chmod(0o755)
        place.mkdir()
    place.chmod(0o711)
    note.write_text(str(folder.path), encoding="utf-8")
    note.chmod(0o600)
    made.write_text(f"{place}\n", encoding="utf-8")
    return place


def refuse_a_copy(folder: Folder) -> None:
    """As root: refuse a folder whose database belongs to another, which is still there.

    By another path it may be the same folder, as through a bind mount.
    """
    note = PLACES / folder.identity / "folder"
    if os.geteuid() or not note.exists():
        return
    original = Path(note.read_text(encoding="utf-8"))
    card = original / "house.json"
    if (
        card.exists()
        and not original.samefile(folder.path)
        and folder.identity in card.read_text(encoding="utf-8")
    ):
        raise FolderIsCopy(path=folder.path, original=original)


def forgotten(folder: Folder) -> list[Path]:
    """As root: databases of earlier data folders at this very path, since removed."""
    if os.geteuid():
        return []
    return [
        note.parent
        for note in sorted(PLACES.glob("*/folder"))
        if note.parent.name != folder.identity
        and note.read_text(encoding="utf-8") == str(folder.path)
    ]


def own_folder(path: Path, account: pwd.struct_passwd | None) -> Path:
    """A folder that only the database's account may enter."""
    path.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)
    return path
