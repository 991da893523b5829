"""An old backup of the database is restored: the log must not go on from it."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from bench.soak.log.load import wait_for_news
from bench.soak.mall import Mall

from balarea.config.launcher import embedded_database
from balarea.config.launcher.data_folder import open_folder
from balarea.transparency.programs import signer
from balarea.transparency.publishing.log_files import LogFiles


def restored(mall: Mall) -> dict[str, object]:
    """What a log does whose database was restored from an old backup."""
    from django.db import connection

    from balarea.foundation import clock
    from balarea.foundation.operation import SYSTEM
    from balarea.transparency.tests.published import append

    identity = open_folder(mall.path).identity
    own = embedded_database.PLACES / identity
    place = (own if own.exists() else mall.path / "postgres") / "data"
    backup = mall.path.with_name("log-soak-backup")
    connection.close()
    mall.stop()
    shutil.rmtree(backup, ignore_errors=True)
    copy(place, backup)
    mall.open()
    append(count=5, by=SYSTEM, at=clock.now())
    files = LogFiles(mall.path / "log")
    wait_for_news(files, is_idle=True)
    size = files.published_size()
    connection.close()
    mall.stop()
    shutil.rmtree(place)
    copy(backup, place)
    mall.open()
    append(count=9, by=SYSTEM, at=clock.now())
    time.sleep(5)
    said = (mall.path / "logs" / "sequencer.log").read_text().strip().splitlines()
    last = signer.Signer.open(mall.path / "signer").last
    connection.close()
    is_refused = files.published_size() == size == last.size
    return {
        "backup_refused": is_refused and any("BEHIND" in line for line in said[-3:]),
        "backup_reason": said[-1] if said else "",
    }


def copy(source: Path, target: Path) -> None:
    """With owners, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", source, target], check=True)
