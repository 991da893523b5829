"""Encryption of personal data, and what opening it records and refuses."""

import datetime as dt
import threading
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from tests.children import STANDSTILL

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency.models import Entry
from balarea.vault import errors, keys, models, operations, queries, storage

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Petugas, Dinas")
NAME = b"Siti Rahayu 9999010101900001"


def seal(
    at: dt.datetime, case: UUID | None = None, *, is_file: bool = False
) -> models.Sealed:
    return operations.seal(
        case=case or ids.uuid7(),
        name="answers",
        content=NAME,
        by=SYSTEM,
        at=at,
        is_file=is_file,
    )


def open_it(thing: models.Sealed, at: dt.datetime, purpose: str = "VERIFY") -> bytes:
    return operations.open(
        sealed=thing,
        case=thing.key_id,
        name=thing.name,
        by=OFFICER,
        purpose=purpose,
        at=at,
    )


@pytest.mark.parametrize("is_file", [False, True])
def test_what_is_sealed_opens_unchanged_and_lies_unread(
    at: dt.datetime, *, is_file: bool
) -> None:
    thing = seal(at, is_file=is_file)
    stored = storage.read(thing.id) if is_file else bytes(thing.content or b"")
    assert b"Siti" not in stored
    assert open_it(thing, at) == NAME


def test_an_access_is_recorded_with_office_and_purpose(at: dt.datetime) -> None:
    thing = seal(at)
    open_it(thing, at)
    access = queries.accesses(thing.key_id).get()
    assert (access.office, access.purpose, access.names) == (
        "Petugas, Dinas",
        "VERIFY",
        ["answers"],
    )
    assert Entry.objects.filter(type="OPENED", subject=thing.key_id).count() == 1


def test_an_access_is_recorded_before_decryption(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = seal(at)
    traces: list[int] = []
    real = keys.decrypt

    def watch(key: bytes, encrypted: bytes, bound: bytes) -> bytes:
        # A query of the table would itself flush the row: count the statements sent.
        traces.append(sum('"vault_access"' in query["sql"] for query in statements))
        return real(key, encrypted, bound)

    monkeypatch.setattr(keys, "decrypt", watch)
    with CaptureQueriesContext(connection) as statements:
        open_it(thing, at)
    assert traces == [1]


def test_decrypts_nothing_when_the_access_can_not_be_recorded(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = seal(at)
    opened: list[object] = []
    monkeypatch.setattr(keys, "decrypt", lambda *args: opened.append(args))
    too_long = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "x" * 201)
    with pytest.raises(DatabaseError), transaction.atomic():
        operations.open(
            sealed=thing,
            case=thing.key_id,
            name="answers",
            by=too_long,
            purpose="VERIFY",
            at=at,
        )
    assert opened == []


def test_an_unknown_purpose_opens_nothing(at: dt.datetime) -> None:
    thing = seal(at)
    with pytest.raises(ValueError, match="purpose"):
        open_it(thing, at, "CURIOSITY")
    assert not models.Access.objects.exists()


def test_one_access_is_of_one_case(at: dt.datetime) -> None:
    mine, other = seal(at), seal(at)
    with pytest.raises(errors.Mismatch):
        operations.open_many(
            items=[(mine, "answers"), (other, "answers")],
            case=mine.key_id,
            by=OFFICER,
            purpose="VERIFY",
            at=at,
        )


def test_a_text_of_another_name_does_not_open(at: dt.datetime) -> None:
    thing = seal(at)
    with pytest.raises(errors.Mismatch):
        operations.open(
            sealed=thing,
            case=thing.key_id,
            name="remark",
            by=OFFICER,
            purpose="VERIFY",
            at=at,
        )
    assert not models.Access.objects.exists()


def test_text_that_was_moved_to_another_row_does_not_open(at: dt.datetime) -> None:
    case = ids.uuid7()
    mine, other = seal(at, case), seal(at, case)
    other.content = mine.content
    with pytest.raises(errors.Mismatch):
        open_it(other, at)


def test_a_key_that_was_moved_to_another_case_does_not_open(at: dt.datetime) -> None:
    mine, other = seal(at), seal(at)
    other.key.wrapped = mine.key.wrapped
    with pytest.raises(errors.Mismatch):
        open_it(other, at)


def test_a_changed_byte_does_not_open(at: dt.datetime) -> None:
    thing = seal(at)
    encrypted = bytearray(thing.content or b"")
    encrypted[-1] ^= 1
    thing.content = bytes(encrypted)
    with pytest.raises(errors.Mismatch):
        open_it(thing, at)


def test_an_erased_case_never_opens_again(at: dt.datetime) -> None:
    thing = seal(at)
    operations.erase(case=thing.key_id, by=SYSTEM, at=at)
    thing = models.Sealed.objects.select_related("key").get(id=thing.id)
    assert thing.key.wrapped is None
    with pytest.raises(errors.Erased):
        open_it(thing, at)
    with pytest.raises(errors.Erased):
        seal(at, thing.key_id)
    assert Entry.objects.filter(type="ERASED", subject=thing.key_id).count() == 1


def test_a_replaced_text_takes_the_place_of_the_old_one(at: dt.datetime) -> None:
    thing = seal(at)
    operations.replace(
        sealed=thing,
        case=thing.key_id,
        name="answers",
        content=b"new",
        by=SYSTEM,
        at=at,
    )
    assert open_it(thing, at) == b"new"


def test_recorded_accesses_can_not_be_changed(at: dt.datetime) -> None:
    thing = seal(at)
    open_it(thing, at)

    @operation
    def cover_up(*, by: Actor, at: dt.datetime) -> None:
        models.Access.objects.all().delete()

    with pytest.raises(DatabaseError, match="added, never edited"):
        cover_up(by=SYSTEM, at=at)


@pytest.mark.django_db(transaction=True)
def test_a_file_is_deleted_only_after_the_commit(at: dt.datetime) -> None:
    thing = seal(at, is_file=True)

    @operation
    def delete_and_fail(*, by: Actor, at: dt.datetime) -> None:
        operations.delete_sealed(
            sealed=thing, case=thing.key_id, name="answers", by=by, at=at
        )
        raise errors.Erased

    with pytest.raises(errors.Erased):
        delete_and_fail(by=SYSTEM, at=at)
    row = models.Sealed.objects.select_related("key").get()
    assert open_it(row, at) == NAME
    file = row.id
    operations.delete_sealed(
        sealed=row, case=thing.key_id, name="answers", by=SYSTEM, at=at
    )
    with pytest.raises(FileNotFoundError):
        storage.read(file)


def test_a_crash_while_writing_leaves_no_half_file(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_id = ids.uuid7()

    def crash(*args: object, **kwargs: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.replace", crash)
    monkeypatch.setattr("os.fsync", crash)
    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(OSError, match="no space"):
        storage.write(sealed_id, b"x" * 1000)
    with pytest.raises(FileNotFoundError):
        storage.read(sealed_id)


def test_file_names_tell_nothing(at: dt.datetime) -> None:
    thing = seal(at, is_file=True)
    names = [p.name for p in Path(settings.BALAREA_FILES_DIR).rglob("*") if p.is_file()]
    assert any(str(thing.id) in name or thing.id.hex in name for name in names)
    assert not any("answers" in name for name in names)


@pytest.mark.django_db(transaction=True)
def test_two_first_uses_of_a_case_end_with_one_key(at: dt.datetime) -> None:
    case, start = ids.uuid7(), threading.Barrier(4)

    def run() -> None:
        try:
            start.wait(STANDSTILL)
            seal(at, case)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(STANDSTILL)
    things = list(models.Sealed.objects.select_related("key"))
    assert len(things) == 4
    assert models.CaseKey.objects.count() == 1
    assert [open_it(thing, at) for thing in things] == [NAME] * 4


def test_a_blind_index_is_stable_and_bound_to_its_kind() -> None:
    index = queries.blind_index("nik", "9999010101900001")
    assert index == queries.blind_index("nik", "9999010101900001")
    assert index != queries.blind_index("phone", "9999010101900001")
    assert index != queries.blind_index("nik", "9999010101900002")


def test_a_missing_key_says_what_to_do(tmp_path: Path) -> None:
    settings_dir = tmp_path / "none"
    with pytest.raises(keys.KeysMissing, match="make_keys"):
        keys._read(settings_dir / "kek")


def test_keys_are_made_once_and_are_their_owners_alone(tmp_path: Path) -> None:
    assert keys.make(tmp_path / "k") == list(keys.NAMES)
    assert keys.make(tmp_path / "k") == []
    modes = {(tmp_path / "k" / name).stat().st_mode & 0o777 for name in keys.NAMES}
    assert modes == {0o600}


def test_a_dump_of_the_tables_holds_no_name(at: dt.datetime) -> None:
    thing = seal(at)
    open_it(thing, at)
    with connection.cursor() as cursor:
        for table in ("vault_casekey", "vault_sealed", "vault_access"):
            cursor.execute(f"SELECT t::text, * FROM {table} t")
            for row in cursor.fetchall():
                raw = b"|".join(
                    bytes(v) if isinstance(v, memoryview) else str(v).encode()
                    for v in row
                )
                assert b"Siti" not in raw
                assert b"9999010101900001" not in raw
