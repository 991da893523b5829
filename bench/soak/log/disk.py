"""The disk of the log's files fills, really: nothing wrong is published, nothing lost.

The log's folder moves to a file system in memory of its own, which is then made as
small as what lies on it. Only root may mount one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.soak.log.load import LONGEST, Follower, Load, counted, wait_for_news
from bench.soak.mall import Mall

from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.tlog.notes import VerifierKey

ROOM = 64 * 1024  # bytes that are left when the disk is made small: some seconds' worth
LARGE = 2 * 1024**3
FULL_FOR = 10.0  # seconds


@dataclass(frozen=True)
class SmallDisk:
    """A file system whose size is changed while it is used."""

    folder: Path

    def leave(self, room: int) -> None:
        """Leave so many bytes free."""
        status = os.statvfs(self.folder)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize
        mount("-o", f"remount,size={used + room}", str(self.folder))


def mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True, capture_output=True)


def can_mount(folder: Path) -> bool:
    """Whether this account may mount a file system there."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError):
        return False
    unmount(folder)
    return True


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


@contextlib.contextmanager
def on_small_disk(mall: Mall) -> Iterator[SmallDisk]:
    """The log's folder on a file system of its own; the mall runs meanwhile."""
    folder, aside = mall.path / "log", mall.path.with_name(f"{mall.path.name}-log")
    shutil.rmtree(aside, ignore_errors=True)
    mall.stop()
    shutil.move(folder, aside)
    folder.mkdir(mode=0o755)
    mount("-t", "tmpfs", "-o", f"size={LARGE},mode=755", "tmpfs", str(folder))
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        mall.open()
        yield SmallDisk(folder)
        mall.stop()
        shutil.rmtree(aside)
        shutil.copytree(folder, aside)
    finally:
        mall.stop()
        unmount(folder)
        folder.rmdir()
        shutil.move(aside, folder)
    mall.open()


def fill(mall: Mall, keys: list[VerifierKey]) -> dict[str, object]:
    """Fill the disk under load for a while, then make room again."""
    from django.db import connection

    if not can_mount(mall.path.with_name(f"{mall.path.name}-probe")):
        return {"disk": "skipped: only root can mount a file system that fills"}
    files = LogFiles(mall.path / "log")
    connection.close()
    with on_small_disk(mall) as disk:
        load, follower = Load(), Follower(files, keys)
        threads = [threading.Thread(target=one.run) for one in (load, follower)]
        for thread in threads:
            thread.start()
        wait_for_news(files)
        disk.leave(ROOM)
        said = wait_for_fault()
        size, committed = files.published_size(), len(load.tags)
        time.sleep(FULL_FOR)
        published = files.published_size() - size
        committed = len(load.tags) - committed
        is_open = mall.answers()
        disk.leave(LARGE)
        back = wait_for_news(files)
        load.is_over.set()
        threads[0].join()
        wait_for_news(files, is_idle=True)
        follower.is_over.set()
        threads[1].join()
        figures = counted(files, load)
        after = fault()
        connection.close()
    return {
        "disk": {
            "said": said,
            "published_while_full": published,
            "committed_while_full": committed,
            "pages_open": is_open,
            "back_s": round(back, 2),
            "said_after": after,
            "forks": follower.forks,
            **figures,
        }
    }


def is_survived(disk: object) -> bool:
    """Whether it was said, nothing was published or lost, and it went on by itself."""
    if not isinstance(disk, dict):
        return True  # skipped, and said so
    nothing = ("published_while_full", "said_after", "forks", "lost", "double")
    return (
        disk["said"] == "DISK"
        and disk["committed_while_full"] > 0
        and bool(disk["pages_open"])
        and disk["back_s"] < LONGEST
        and not any(disk[name] for name in nothing)
    )


def fault() -> str:
    """Why nothing is published, as the public page says it."""
    from balarea.transparency import models

    return models.LogState.objects.values_list("fault", flat=True).get()


def wait_for_fault() -> str:
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        if code := fault():
            return code
        time.sleep(0.1)
    return ""
