"""The data folder: whose it is and who uses it now."""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import psutil

from balarea.config.house.disk import (
    ROOM_FOR_A_NEW_MALL,
    ROOM_TO_GO_ON,
    check_room,
    disk_full,
    has_no_room,
    needed_in,
)
from balarea.config.house.errors import (
    FolderImpossible,
    FolderInUse,
    FolderInUseBySomebody,
    FolderNotWritable,
    FolderOfSomebodyElse,
    FolderOfSomethingElse,
)

CARD = "house.json"
# What lies in a mall's folder, or in a home or on a disk that nobody has used yet.
OURS = frozenset(
    {"keys", "key-prints.json", "files", "static", "logs", "run", "postgres"}
    | {"database-place", "demo.json", "demo-document.pdf", "lost+found"}
)
PATIENCE = 1.0  # seconds; who only looks is gone long before


@dataclass(frozen=True)
class Holder:
    """Who holds the folder, as written in its lock."""

    pid: int
    purpose: str
    base: str = ""
    database_url: str = ""


@dataclass(frozen=True)
class Folder:
    """A data folder: `identity` goes along into its copies, `mark` is its alone."""

    path: Path
    identity: str
    mark: str

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def lock(self) -> Path:
        return self.path / "run" / "lock"

    @contextmanager
    def hold(self, holder: Holder) -> Iterator[None]:
        """Keep everybody else out. The kernel lets go even after `kill -9`."""
        with self.lock.open("a+", encoding="utf-8") as file:
            deadline = time.monotonic() + PATIENCE
            while not _try_lock(file, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise self._in_use()
                time.sleep(0.01)
            self.tell(holder)
            yield

    def _in_use(self) -> FolderInUse:
        other = self._read_holder()
        # Its predecessor's number, or 0, would be somebody else's to kill.
        if not other.pid or not psutil.pid_exists(other.pid):
            return FolderInUseBySomebody(path=self.path)
        return FolderInUse(path=self.path, pid=other.pid, purpose=other.purpose)

    def tell(self, holder: Holder) -> None:
        """Write down who holds the lock and, once open, at which address."""
        self.lock.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def holder(self) -> Holder | None:
        """Who runs from this folder now; None when nobody does."""
        with self.lock.open("a+", encoding="utf-8") as file:
            return None if _try_lock(file, fcntl.LOCK_SH) else self._read_holder()

    def _read_holder(self) -> Holder:
        try:
            return Holder(**json.loads(self.lock.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            return Holder(pid=0, purpose="another program")


def _try_lock(file: TextIO, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class FirstSetUp:
    """A note that stands from the beginning of a database's first set-up to its end.

    Whoever finds it knows that the database was never opened and is half full. It
    names the database, since a folder may be used with another one next time.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.note = folder / "run" / "first-set-up"
        self.name = hashlib.sha256(url.encode()).hexdigest()

    def begin(self) -> None:
        self.note.write_text(self.name, encoding="ascii")

    def is_unfinished(self) -> bool:
        return self.note.exists() and self.note.read_text(encoding="ascii") == self.name

    def finish(self) -> None:
        if self.is_unfinished():
            self.note.unlink()


def is_new(path: Path) -> bool:
    """Whether no mall has been here yet."""
    # Path.exists() would raise where a path is too long, or nobody may look.
    return not os.path.exists(path / CARD)  # noqa: PTH110


def open_folder(path: Path) -> Folder:
    """Open the data folder, making it on first use. Only its owner may use it."""
    try:
        path = path.resolve()
        str(path).encode()
        return _open(path)
    except PermissionError as error:
        raise FolderNotWritable(
            path=error.filename or path, reason=error.strerror
        ) from None
    except (FileExistsError, NotADirectoryError):
        raise FolderImpossible(path=path, reason="it is not a folder") from None
    except UnicodeError:
        name = os.fsencode(path).decode(errors="replace")
        raise FolderImpossible(path=name, reason="its name is no text") from None
    except (OSError, RuntimeError) as error:
        if has_no_room(error):
            raise disk_full(path, needed_in(path)) from None
        # Before Python 3.13 links in a circle are a RuntimeError.
        reason = getattr(error, "strerror", None) or "it can't be followed"
        raise FolderImpossible(path=path, reason=reason) from None


def _open(path: Path) -> Folder:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    card = path / CARD
    if card.exists():
        _check_owner(path, card)
    else:
        _check_free(path)
        check_room(path, ROOM_FOR_A_NEW_MALL)
        draft = path / f"{CARD}.{os.getpid()}"
        draft.write_text(json.dumps({"id": secrets.token_hex(8)}), encoding="utf-8")
        draft.replace(card)
    for name in ("run", "logs"):
        (path / name).mkdir(mode=0o700, exist_ok=True)
    (path / "run" / "lock").touch(mode=0o600)
    check_room(path, ROOM_TO_GO_ON)
    _check_keys(path)
    identity = json.loads(card.read_text(encoding="utf-8"))["id"]
    return Folder(path, identity, mark_of(path, identity))


def mark_of(path: Path, identity: str) -> str:
    """What tells a folder from its copies: the kernel's number of it (decision 32).

    Symbolic links and bind mounts lead to the same number, and a folder that is moved
    keeps it; a path would change, and could soon be another folder's.
    """
    found = path.stat()
    return f"{identity}:{found.st_dev:x}:{found.st_ino:x}"


def _check_owner(path: Path, card: Path) -> None:
    owner = card.stat().st_uid
    if owner != os.geteuid():
        raise FolderOfSomebodyElse(path=path, owner=user_name(owner))


def _check_free(path: Path) -> None:
    """Refuse to begin a mall among somebody else's things.

    What a mall makes may be there before it: keys and files that are put back. So may
    what the system leaves in a home or on a disk, and data folders (`.data/test`).
    """
    for found in sorted(path.iterdir()):
        name = found.name
        if name in OURS or name.startswith((".", CARD)) or not is_new(found):
            continue
        raise FolderOfSomethingElse(path=path, name=name)


def _check_keys(path: Path) -> None:
    """Refuse keys that somebody else put back for themselves, say root."""

    def refuse(error: OSError) -> None:
        raise error

    keys = path / "keys"
    if keys.exists():
        for folder, _, names in keys.walk(on_error=refuse):
            for name in names:
                (folder / name).open("rb").close()


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
