"""The data folder: who may use it, who uses it now, how far its first set-up came."""

import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from balarea.config.launcher import disk
from balarea.config.launcher.errors import ELSEWHERE, CannotRun

CARD = "house.json"  # holds the folder's id; the name is that of earlier versions
# What else a folder may hold before its mall's first start: what was restored.
OURS = {"keys", "key-prints.json", "files", "static", "logs", "run", "postgres"}
OURS |= {"database-place", "demo.json", "demo-document.pdf", "lost+found"}
PATIENCE = 1.0  # seconds; a command that only asks for the holder is done long before


@dataclass(frozen=True)
class Holder:
    """Who holds the folder's lock, as written in it; base and URL once it is open."""

    pid: int
    purpose: str
    base: str = ""
    database_url: str = ""


@dataclass(frozen=True)
class DataFolder:
    path: Path
    identity: str

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def lock(self) -> Path:
        return self.path / "run" / "lock"

    @contextmanager
    def hold(self, holder: Holder) -> Iterator[None]:
        """Keep other programs out. The kernel releases the lock even after kill -9."""
        with self.lock.open("a+", encoding="utf-8") as file:
            deadline = time.monotonic() + PATIENCE
            while not _try_lock(file.fileno(), fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    other = self._read_holder()
                    # `kill 0` would end the reader's own programs.
                    end = f"with Ctrl-C or `kill {other.pid}`" if other.pid else "first"
                    raise CannotRun(
                        f"The data folder {self.path} is in use by {other.purpose}: "
                        f"stop it {end}, or {ELSEWHERE}."
                    )
                time.sleep(0.01)
            self.announce(holder)
            yield

    def announce(self, holder: Holder) -> None:
        self.lock.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def holder(self) -> Holder | None:
        """Who runs from this folder now; None when nobody does."""
        with self.lock.open("a+", encoding="utf-8") as file:
            is_free = _try_lock(file.fileno(), fcntl.LOCK_SH)
        return None if is_free else self._read_holder()

    def _read_holder(self) -> Holder:
        try:
            return Holder(**json.loads(self.lock.read_text(encoding="utf-8")))
        except (ValueError, TypeError):  # its holder is just writing it
            return Holder(pid=0, purpose="another program")


class FirstSetUp:
    """A note that lies in the folder during a database's first set-up, and names it.

    Found at a start, it says that the set-up was interrupted, the database half full.
    """

    def __init__(self, data: Path, url: str) -> None:
        self.note = data / "run" / "first-set-up"
        self.name = hashlib.sha256(url.encode()).hexdigest()

    def begin(self) -> None:
        self.note.write_text(self.name, encoding="ascii")

    def is_unfinished(self) -> bool:
        return self.note.exists() and self.note.read_text("ascii") == self.name

    def finish(self) -> None:
        if self.is_unfinished():
            self.note.unlink()


def _try_lock(descriptor: int, mode: int) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_mall(path: Path) -> bool:
    return os.path.exists(path / CARD)  # noqa: PTH110 - False where Path would raise


def open_folder(path: Path) -> DataFolder:
    """Open the data folder, making it on first use. Only its owner may use it."""
    try:
        path = path.resolve()
        str(path).encode()  # a name that is no text couldn't stand in addresses
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        card = path / CARD
        if not card.exists():
            _check_empty(path)
            disk.require(path, disk.FOR_A_NEW_MALL)
            draft = path / f"{CARD}.{os.getpid()}"
            draft.write_text(json.dumps({"id": secrets.token_hex(8)}), encoding="utf-8")
            draft.replace(card)
        if card.stat().st_uid != os.geteuid():
            raise _unusable(path, "it belongs to another user")
        for name in ("run", "logs"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
        folder = DataFolder(path, json.loads(card.read_text("utf-8"))["id"])
        folder.lock.touch(mode=0o600)
    except OSError as error:
        disk.explain(path, error)
        raise _unusable(path, error.strerror or "it can't be followed") from None
    except (UnicodeError, RuntimeError):  # RuntimeError: links in a circle
        raise _unusable(path, "it can't be followed") from None
    disk.require(path, disk.FOR_A_START)
    return folder


def _check_empty(path: Path) -> None:
    """Refuse to begin a mall among other things; hidden ones and malls don't count."""
    for entry in sorted(path.iterdir()):
        name = entry.name
        if name not in OURS and not name.startswith((".", CARD)) and not is_mall(entry):
            raise _unusable(path, f"it holds other things, as {name}")


def _unusable(path: Path, reason: str) -> CannotRun:
    shown = os.fsencode(path).decode(errors="replace")
    return CannotRun(
        f"Can't use the data folder {shown} ({reason}): allow it for this user, or "
        f"{ELSEWHERE}."
    )
