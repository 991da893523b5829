"""Encrypted files survive a power cut, and those without a row are deleted."""

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
    """The file of a sealed row that never committed."""
    with transaction.atomic():
        lost = seal(at)
        transaction.set_rollback(True)
    return storage.path_of(lost.id)


def with_age(path: Path, age: dt.timedelta, at: dt.datetime) -> Path:
    """Make the file if missing, and set its time of writing to `age` before `at`."""
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
        status = os.fstat(handle)
        inode = 0 if stat.S_ISREG(status.st_mode) else status.st_ino
        seen.append((inode, path.exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", watch)
    storage.write(sealed_id, b"sealed")
    inner, outer = path.parent.stat().st_ino, path.parent.parent.stat().st_ino
    # The file, its folder, and the parent of its new folder.
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
def test_a_file_without_a_row_is_deleted_after_a_day(at: dt.datetime) -> None:
    orphan = with_age(roll_back(at), DAY + dt.timedelta(minutes=1), at)
    half = with_age(storage.path_of(ids.uuid7()).with_suffix(".part"), 2 * DAY, at)
    assert operations.sweep(by=SYSTEM, at=at) == 2
    assert not orphan.exists()
    assert not half.exists()


@pytest.mark.django_db
def test_a_younger_file_stays_because_its_row_may_still_commit(at: dt.datetime) -> None:
    young = with_age(roll_back(at), DAY - dt.timedelta(minutes=1), at)
    assert operations.sweep(by=SYSTEM, at=at) == 0
    assert young.exists()


@pytest.mark.django_db
def test_a_file_with_a_row_stays_however_old(at: dt.datetime) -> None:
    sealed = [seal(at) for _ in range(3)]
    paths = [with_age(storage.path_of(thing.id), 4000 * DAY, at) for thing in sealed]
    half = with_age(paths[0].with_suffix(".part"), 2 * DAY, at)
    assert operations.sweep(by=SYSTEM, at=at) == 0
    assert all(path.exists() for path in [*paths, half])


@pytest.mark.django_db
def test_files_with_other_names_are_left_alone(at: dt.datetime, folder: Path) -> None:
    unknown = ids.uuid7()
    others = [
        with_age(folder / "ab" / "notes.txt", 9 * DAY, at),
        with_age(folder / "README", 9 * DAY, at),
        with_age(folder / "zz" / unknown.hex, 9 * DAY, at),
    ]
    assert operations.sweep(by=SYSTEM, at=at) == 0
    assert all(path.exists() for path in others)


@pytest.mark.django_db
def test_deletes_nothing_when_the_files_belong_to_another_database(
    at: dt.datetime,
) -> None:
    sealed = seal(at)
    with_age(storage.path_of(sealed.id), 2 * DAY, at)
    lost = [
        with_age(storage.path_of(ids.uuid7()), 2 * DAY, at)
        for _ in range(rules.FEW + 1)
    ]
    with pytest.raises(errors.UnknownFiles):
        operations.sweep(by=SYSTEM, at=at)
    assert all(path.exists() for path in lost)


@pytest.mark.django_db
def test_a_few_files_without_a_row_are_no_reason_for_doubt(at: dt.datetime) -> None:
    for _ in range(rules.FEW):
        with_age(storage.path_of(ids.uuid7()), 2 * DAY, at)
    assert operations.sweep(by=SYSTEM, at=at) == rules.FEW


@pytest.mark.django_db
def test_the_nightly_job_sweeps(at: dt.datetime) -> None:
    orphan = with_age(roll_back(at), 2 * DAY, at)
    young = roll_back(at)
    tasks.sweep(timestamp=0)
    assert not orphan.exists()
    assert young.exists()


def test_that_job_runs_while_it_is_night_in_sumedang() -> None:
    periodic = app.periodic_registry.periodic_tasks.values()
    [job] = [task for task in periodic if task.task.name == "vault.sweep"]
    next_run = job.croniter.get_next(ret_type=float)  # as in the worker
    local = timezone.localtime(dt.datetime.fromtimestamp(next_run, dt.UTC))
    assert 1 <= local.hour <= 3, local
