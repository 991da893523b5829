"""Sealed files last through a power cut, and none lies on without its row."""

import datetime as dt
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM
from balarea.vault import errors, models, operations, rules, storage, tasks

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Files of this test alone."""
    settings.BALAREA_FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def seal(at: dt.datetime) -> models.Sealed:
    return operations.seal(
        case=ids.uuid7(), name="R1", content=b"x", by=SYSTEM, at=at, is_file=True
    )


def roll_back(at: dt.datetime) -> Path:
    """The file of a seal that never committed."""
    with transaction.atomic():
        lost = seal(at)
        transaction.set_rollback(True)
    return storage.path_of(lost.id)


def lie(path: Path, age: dt.timedelta, at: dt.datetime) -> Path:
    """Let a file lie as long as if it had been written so long before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    then = (at - age).timestamp()
    os.utime(path, (then, then))
    return path


def test_the_file_and_then_its_name_are_on_the_disk_when_write_returns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed_id = ids.uuid7()
    path = storage.path_of(sealed_id)
    seen: list[tuple[int, bool]] = []
    real = os.fsync

    def watch(handle: int) -> None:
        kept = os.fstat(handle)
        seen.append((0 if stat.S_ISREG(kept.st_mode) else kept.st_ino, path.exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", watch)
    storage.write(sealed_id, b"sealed")
    inner, outer = path.parent.stat().st_ino, path.parent.parent.stat().st_ino
    # Its bytes, its name, and the name of the folder that was made for it.
    assert seen == [(0, False), (inner, True), (outer, True)]
    seen.clear()
    path.unlink()
    storage.write(sealed_id, b"sealed")
    assert seen == [(0, False), (inner, True)]


def test_a_name_that_did_not_reach_the_disk_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = os.fsync

    def fail(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(5, "the disk")
        real(handle)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="the disk"):
        storage.write(ids.uuid7(), b"sealed")


@pytest.mark.django_db
def test_a_file_that_no_row_names_goes_after_a_day(at: dt.datetime) -> None:
    orphan = lie(roll_back(at), DAY + dt.timedelta(minutes=1), at)
    half = lie(storage.path_of(ids.uuid7()).with_suffix(".part"), 2 * DAY, at)
    assert operations.sweep(by=SYSTEM, at=at) == 2
    assert not orphan.exists()
    assert not half.exists()


@pytest.mark.django_db
def test_a_younger_file_stays_for_its_row_may_still_commit(at: dt.datetime) -> None:
    young = lie(roll_back(at), DAY - dt.timedelta(minutes=1), at)
    assert operations.sweep(by=SYSTEM, at=at) == 0
    assert young.exists()


@pytest.mark.django_db
def test_a_file_that_a_row_names_stays_however_old(at: dt.datetime) -> None:
    kept = [seal(at) for _ in range(3)]
    paths = [lie(storage.path_of(thing.id), 4000 * DAY, at) for thing in kept]
    half = lie(paths[0].with_suffix(".part"), 2 * DAY, at)
    assert operations.sweep(by=SYSTEM, at=at) == 0
    assert all(path.exists() for path in [*paths, half])


@pytest.mark.django_db
def test_what_the_vault_did_not_name_is_left_alone(
    at: dt.datetime, folder: Path
) -> None:
    strange = ids.uuid7()
    others = [
        lie(folder / "ab" / "notes.txt", 9 * DAY, at),
        lie(folder / "README", 9 * DAY, at),
        lie(folder / "zz" / strange.hex, 9 * DAY, at),
    ]
    assert operations.sweep(by=SYSTEM, at=at) == 0
    assert all(path.exists() for path in others)


@pytest.mark.django_db
def test_nothing_goes_when_the_files_belong_to_another_database(
    at: dt.datetime,
) -> None:
    kept = seal(at)
    lie(storage.path_of(kept.id), 2 * DAY, at)
    lost = [
        lie(storage.path_of(ids.uuid7()), 2 * DAY, at) for _ in range(rules.FEW + 1)
    ]
    with pytest.raises(errors.StrangeFiles):
        operations.sweep(by=SYSTEM, at=at)
    assert all(path.exists() for path in lost)


@pytest.mark.django_db
def test_a_few_files_without_a_row_are_no_reason_for_doubt(at: dt.datetime) -> None:
    for _ in range(rules.FEW):
        lie(storage.path_of(ids.uuid7()), 2 * DAY, at)
    assert operations.sweep(by=SYSTEM, at=at) == rules.FEW


@pytest.mark.django_db
def test_the_nightly_job_sweeps(at: dt.datetime) -> None:
    orphan = lie(roll_back(at), 2 * DAY, at)
    young = roll_back(at)
    tasks.sweep(timestamp=0)
    assert not orphan.exists()
    assert young.exists()


def test_that_job_runs_while_it_is_night_in_sumedang() -> None:
    found = app.periodic_registry.periodic_tasks.values()
    [job] = [task for task in found if task.task.name == "vault.sweep"]
    next_run = job.croniter.get_next(ret_type=float)  # as the worker asks
    local = timezone.localtime(dt.datetime.fromtimestamp(next_run, dt.UTC))
    assert 1 <= local.hour <= 3, local
