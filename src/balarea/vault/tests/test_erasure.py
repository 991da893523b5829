"""Erasure, end to end: the log's proofs stay valid, and no backup opens the case."""

import datetime as dt
import os
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind
from balarea.transparency import queries
from balarea.transparency.entries import commitments, entry_fields
from balarea.transparency.entries import leaves as log_leaves
from balarea.transparency.models import Entry
from balarea.transparency.publishing.logged_leaves import proven
from balarea.transparency.tests import published
from balarea.transparency.tlog.policies import Policy
from balarea.vault import errors, keys, models, operations

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Petugas, Dinas")
TEXT = b"Siti Rahayu, Jalan Contoh 1"
RESTORED = "balarea_restored_without_keys"


def sealed(at: dt.datetime) -> models.Sealed:
    return operations.seal(
        case=ids.uuid7(), name="answers", content=TEXT, by=SYSTEM, at=at
    )


def opened(sealed: models.Sealed, at: dt.datetime) -> bytes:
    row = models.Sealed.objects.select_related("key").get(id=sealed.id)
    case = row.key_id
    by, purpose = OFFICER, "VERIFY"
    return operations.open(
        sealed=row, case=case, name="answers", by=by, purpose=purpose, at=at
    )


def program(name: str, *arguments: str, database: str) -> None:
    """Run a program of PostgreSQL as the owner of the tests' database."""
    own = connection.get_connection_params()
    environment = {
        **os.environ,
        "PGHOST": str(own.get("host") or ""),
        "PGPORT": str(own.get("port") or ""),
        "PGUSER": str(own.get("user") or ""),
        "PGPASSWORD": str(own.get("password") or ""),
        "PGDATABASE": database,
    }
    subprocess.run([name, *arguments], env=environment, check=True, capture_output=True)


def backed_up(folder: Path) -> list[Path]:
    """The database without the cases' keys, as the handbook says."""
    dump = folder / "balarea.dump"
    without = ("-Fc", "--exclude-table-data=vault_casekey", "-f", str(dump))
    program("pg_dump", *without, database=connection.settings_dict["NAME"])
    return [dump]


def key_copy(folder: Path) -> Path:
    """The newest copy of the cases' keys, which replaces the one before."""
    dump = folder / "case-keys.dump"
    only = ("-Fc", "--data-only", "-t", "vault_casekey", "-f", str(dump))
    program("pg_dump", *only, database=connection.settings_dict["NAME"])
    return dump


def restored(backup: Path, keys_: Path) -> dict[UUID, tuple[bytes | None, bytes, UUID]]:
    """Case → wrapped key, sealed answers and their id, after a restore elsewhere."""
    options = ("--no-owner", "--exit-on-error", "-d", RESTORED)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {RESTORED}")
    try:
        sections = ("--section=pre-data", "--section=data")
        program("pg_restore", *options, *sections, str(backup), database=RESTORED)
        program("pg_restore", *options, str(keys_), database=RESTORED)
        parameters = connection.get_connection_params() | {"dbname": RESTORED}
        parameters = {
            name: parameters[name]
            for name in ("host", "port", "user", "password", "dbname")
            if name in parameters
        }
        with psycopg.connect(**parameters) as elsewhere:
            rows = elsewhere.execute(
                'SELECT k."case", k.wrapped, s.content, s.id FROM vault_casekey k'
                ' JOIN vault_sealed s ON s.key_id = k."case"'
            ).fetchall()
        return {case: (wrapped, content, key) for case, wrapped, content, key in rows}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {RESTORED}")


def check_proofs(folder: Path, case: UUID) -> None:
    """Every entry of a case is proven, and the log is whole."""
    vkeys = queries.log_keys()
    policy = Policy.parse("".join(f"log {one}\n" for one in vkeys) + "quorum none\n")
    for row in Entry.objects.filter(subject=case):
        leaf, proof = proven(row.id), queries.proof_of(row.id)
        assert leaf is not None
        assert proof is not None
        proof.verify(leaf.leaf, policy)
    assert len(published.read(folder)) == Entry.objects.count()


def check_receipt(entry: Entry, secret: bytes) -> None:
    """What was opened while the key was there still fits the leaf."""
    facts = {"purpose": "VERIFY", "names": "answers"}
    fields = entry_fields.fields_of(entry, OFFICER, facts)
    opening = entry_fields.opening_of(entry, secret, fields, ["fact.purpose"])
    leaf = proven(entry.id)
    assert leaf is not None
    opening.check(log_leaves.decode(leaf.leaf))
    assert commitments.root(opening.commitments) == bytes(entry.commitment)


def test_an_erased_case_opens_from_no_backup_and_its_proofs_stay_valid(
    tmp_path: Path, settings: Any, at: dt.datetime
) -> None:
    settings.BALAREA_LOG_DIR = tmp_path / "log"
    erased, other = (
        operations.seal(
            case=ids.uuid7(), name="answers", content=TEXT, by=SYSTEM, at=at
        )
        for _ in range(2)
    )
    assert opened(erased, at) == opened(other, at) == TEXT
    case, secret = (
        erased.key_id,
        operations.log_secret(case=erased.key_id, by=SYSTEM, at=at),
    )
    entry = Entry.objects.get(subject=case, type="OPENED")
    with published.signing(tmp_path) as socket:
        log = published.sequencer(tmp_path, socket)
        log.run_round()
        [backup] = backed_up(tmp_path)
        before = key_copy(tmp_path).read_bytes()
        wrapped = bytes(models.CaseKey.objects.get(case=case).wrapped or b"")
        operations.erase(case=case, by=SYSTEM, at=at)
        log.run_round()
    newest = key_copy(tmp_path)
    assert newest.read_bytes() != before

    with pytest.raises(errors.Erased):
        opened(erased, at)
    with pytest.raises(errors.Erased):  # nor can an entry's commitments be opened
        operations.log_secret(case=case, by=SYSTEM, at=at)
    rows = restored(backup, newest)
    assert rows[case][0] is None
    assert wrapped not in backup.read_bytes()
    wrapped_other, content, sealed_id = rows[other.key_id]
    assert wrapped_other is not None
    key = keys.unwrap(other.key_id, wrapped_other)
    bound = other.key_id.bytes + sealed_id.bytes + b"answers"
    assert keys.decrypt(key, content, bound) == TEXT
    check_proofs(tmp_path, case)
    check_receipt(entry, secret)
