"""The data folder: who may use it, who uses it now, how far its first set-up came."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from balarea.config.launcher import errors
from balarea.config.launcher.errors import ELSEWHERE, CannotRun

CARD = "house.json"  # holds the folder's id; the name is that of earlier versions
# What else a folder may hold before its mall's first start: what was restored.
OURS = {"keys", "key-prints.json", "files", "static", "logs", "run", "postgres"}
OURS |= {"database-place", "mall.json", "demo.json", "demo-document.pdf", "lost+found"}
OURS |= {"log", "signer"}


@dataclass(frozen=True)
class Holder:
    """The program that holds the lock; base and URL are of a mall, once it is open."""

    pid: int
    base: str = ""
    database_url: str = ""


@dataclass(frozen=True)
class DataFolder:
    path: Path
    identity: str
    lock: Path

    @contextlib.contextmanager
    def hold(self, holder: Holder) -> Iterator[None]:
        """Keep other programs out. The kernel releases the lock even after kill -9."""
        with self.lock.open("a+", encoding="utf-8") as file:
            deadline = time.monotonic() + 1.0  # `holder()` locks for a moment too
            while not _try_lock(file.fileno(), fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    pid = (self.holder() or holder).pid
                    raise CannotRun(
                        f"The data folder {self.path} is in use by another program "
                        f"(number {pid}): stop it, or {ELSEWHERE}."
                    )
                time.sleep(0.01)
            self.write_holder(holder)
            yield

    def write_holder(self, holder: Holder) -> None:
        self.lock.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def holder(self) -> Holder | None:
        """The process that runs from this folder now; None if there is none."""
        with self.lock.open("a+", encoding="utf-8") as file:
            if _try_lock(file.fileno(), fcntl.LOCK_SH):
                return None
            file.seek(0)
            with contextlib.suppress(ValueError):  # it is being written
                return Holder(**json.load(file))
            return Holder(pid=0)


def first_set_up(data: Path, url: str) -> Path:
    """A file that is there during the first set-up of a database, and if that broke."""
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return data / "run" / f"first-set-up-{digest}"


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
            for name in (entry.name for entry in path.iterdir()):
                if not (name in OURS or name[0] == "." or is_mall(path / name)):
                    raise FileExistsError(0, f"it holds other things, as {name}")
            errors.require_space(path, errors.FOR_A_NEW_MALL)
            draft = path / f".{CARD}.{os.getpid()}"
            draft.write_text(json.dumps({"id": secrets.token_hex(8)}), encoding="utf-8")
            draft.replace(card)
        if card.stat().st_uid != os.geteuid():
            raise PermissionError(0, "it belongs to another user")
        for name in ("run", "logs"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
        lock = path / "run" / "lock"
        lock.touch(mode=0o600)
        folder = DataFolder(path, json.loads(card.read_text("utf-8"))["id"], lock)
    except (OSError, ValueError, RuntimeError) as error:  # Runtime: links in a circle
        reason = getattr(error, "strerror", None) or "it can't be read"
        raise CannotRun(
            f"Can't use the data folder {path} ({reason}): allow it for this user, or "
            f"{ELSEWHERE}."
        ) from None
    errors.require_space(path, errors.FOR_A_START)
    return folder
