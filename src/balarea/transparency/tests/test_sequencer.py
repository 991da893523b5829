"""The sequencer: nothing lost, nothing twice, and never two histories."""

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import models, queries
from balarea.transparency.entries import leaves
from balarea.transparency.programs import signer
from balarea.transparency.publishing import integration, tile_writer, witnesses
from balarea.transparency.publishing.log_files import LogFiles
from balarea.transparency.publishing.sequencer import Fault, Sequencer, Stopped
from balarea.transparency.tests import published
from balarea.transparency.tests.published import append, read, settle, signing
from balarea.transparency.tlog import merkle
from balarea.transparency.tlog.policies import Policy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def socket(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.BALAREA_LOG_DIR = tmp_path / "log"
    with signing(tmp_path) as path:
        yield path


# What the sequencer writes → the trigger that refuses its edits.
WRITTEN = {
    "transparency_leaf": "transparency_leaf_append_only",
    "transparency_logstate": "transparency_logstate_grows",
    "transparency_publication": "transparency_publication_append_only",
}


@operation
def _run(*, statements: Sequence[str], by: Actor, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run(*statements: str) -> None:
    """As an administrator with the database does."""
    _run(statements=statements, by=SYSTEM, at=clock.now())


def started(folder: Path, socket: Path) -> Sequencer:
    return published.sequencer(folder, socket)


def is_each_entry_once(folder: Path) -> bool:
    """Whether the files have every entry of the database, each once."""
    tags = [leaves.decode(data).tag for data in read(folder)]
    rows = models.Entry.objects.values_list("tag", flat=True)
    return sorted(tags) == sorted(map(bytes, rows))


def test_publishes_entries_with_proofs_that_verify_from_outside(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own, subject = started(tmp_path, socket), ids.uuid7()
    first, *_ = append(count=3, subject=subject, by=SYSTEM, at=at)
    assert queries.proof_of(first) is None
    settle(own)
    append(count=300, by=SYSTEM, at=at)
    [last] = append(count=1, subject=subject, by=SYSTEM, at=at)
    settle(own)
    assert not own.run_round(), "nothing is new"

    entries = read(tmp_path)
    assert (len(entries), is_each_entry_once(tmp_path)) == (304, True)
    vkeys = (tmp_path / "signer" / signer.VERIFIERS).read_text().splitlines()
    policy = Policy.parse(f"log {vkeys[0]}\nquorum none\n")
    for entry in (first, last):
        proof = queries.proof_of(entry)
        assert proof is not None
        assert proof.verify(entries[proof.index], policy).size == 304
    # The chain of a subject: whoever has the links recomputes it.
    rows = models.Entry.objects.filter(subject=subject).order_by("id")
    before = b""
    for row in rows:
        index = queries.index_of(row.id)
        assert index is not None
        leaf = leaves.decode(entries[index])
        assert bool(leaf.previous) is bool(before)
        before = merkle.leaf_hash(entries[index])
    summary = queries.log_summary()
    assert summary
    assert (summary.size, summary.integrated, summary.fault) == (304, 304, "")
    assert summary.keys == tuple(vkeys)
    assert models.Publication.objects.count() == 2
    # The partial tiles of full ones are gone; a reader cuts them from the full ones.
    assert not list((tmp_path / "log" / "tile" / "0").glob("000.p"))


def test_waits_for_a_transaction_that_may_still_add_an_earlier_entry(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own = started(tmp_path, socket)
    settle(own)
    slow = connection.copy("default")
    with slow.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        append(count=2, by=SYSTEM, at=at)
        settle(own)
        assert read(tmp_path) == [], "what committed later has the larger id"
        cursor.execute("COMMIT")
    slow.close()
    settle(own)
    assert len(read(tmp_path)) == 2


def test_begins_a_log_in_the_order_of_transactions_while_one_still_runs(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    append(count=1, by=SYSTEM, at=at)
    slow = connection.copy("default")
    with slow.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        append(count=2, by=SYSTEM, at=at)
        own = started(tmp_path, socket)
        settle(own)
        assert len(read(tmp_path)) == 1, "the others wait for the one that runs"
        cursor.execute("COMMIT")
    slow.close()
    settle(own)
    assert (len(read(tmp_path)), is_each_entry_once(tmp_path)) == (3, True)


def test_does_not_wait_for_another_database_of_the_cluster(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own = started(tmp_path, socket)
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    names = ("host", "port", "user", "password", "dbname")
    given = {name: parameters[name] for name in names if parameters.get(name)}
    with psycopg.connect(**given) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        append(count=2, by=SYSTEM, at=at)
        settle(own)
        assert len(read(tmp_path)) == 2
        elsewhere.rollback()


class Killed(BaseException):
    """The process ends here, whatever handles exceptions."""


STEPS: list[tuple[object, str]] = [
    (integration, "integrate"),
    (tile_writer.TileWriter, "write"),
    (signer, "ask"),
    (witnesses, "cosign"),
    (integration, "record_publication"),
    (LogFiles, "write_checkpoint"),
]


def killed(step: Callable[..., Any], *, is_after: bool) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> None:
        if is_after:
            step(*args, **kwargs)
        raise Killed

    return run


def test_goes_on_after_a_kill_between_any_two_steps(
    tmp_path: Path, socket: Path, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = started(tmp_path, socket)
    append(count=250, by=SYSTEM, at=at)
    settle(own)
    for number, (owner, name) in enumerate(STEPS):
        for is_after in (False, True):
            append(count=5 + number, by=SYSTEM, at=at)
            with monkeypatch.context() as patch:
                step = getattr(owner, name)
                patch.setattr(owner, name, killed(step, is_after=is_after))
                with pytest.raises(Killed):
                    settle(own)
            own = started(tmp_path, socket)
            settle(own)
            assert is_each_entry_once(tmp_path), (name, is_after)
    assert len(read(tmp_path)) == 250 + 2 * sum(range(5, 11))
    sizes = list(models.Publication.objects.values_list("size", flat=True))
    assert len(sizes) == len(set(sizes)) > 6


def test_a_second_sequencer_and_a_full_disk_change_nothing_for_the_worse(
    tmp_path: Path, socket: Path, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = started(tmp_path, socket), started(tmp_path, socket)
    for own in (one, two, two, one, two, one):
        append(count=70, by=SYSTEM, at=at)
        with contextlib.suppress(Stopped):
            settle(own)
            continue
        settle(own)  # it has heard meanwhile what the other one got signed
    assert (len(read(tmp_path)), is_each_entry_once(tmp_path)) == (420, True)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    append(count=3, by=SYSTEM, at=at)
    with monkeypatch.context() as patch:
        patch.setattr("balarea.transparency.publishing.log_files._write", full)
        with pytest.raises(Stopped) as stopped:
            one.run_round()
    assert (stopped.value.fault, stopped.value.is_history) == (Fault.DISK, False)
    assert len(read(tmp_path)) == 420, "what was published stays whole"
    one.run_round()
    assert is_each_entry_once(tmp_path)


def test_lost_files_are_made_again_and_must_be_what_they_were(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own = started(tmp_path, socket)
    append(count=600, by=SYSTEM, at=at)
    settle(own)
    before = read(tmp_path)
    shutil.rmtree(tmp_path / "log")

    started(tmp_path, socket).run_round()

    assert read(tmp_path) == before
    # But an entry that somebody changed by SQL makes no leaf any more.
    shutil.rmtree(tmp_path / "log")
    run(
        "ALTER TABLE transparency_entry DISABLE TRIGGER transparency_entry_append_only",
        "UPDATE transparency_entry SET agency = 'DKC' WHERE id ="
        " (SELECT id FROM transparency_entry ORDER BY id LIMIT 1)",
        "ALTER TABLE transparency_entry ENABLE TRIGGER transparency_entry_append_only",
    )
    with pytest.raises(Stopped) as stopped:
        started(tmp_path, socket)
    assert stopped.value.fault == Fault.ENTRY_CHANGED


def test_a_restored_backup_signs_nothing(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own = started(tmp_path, socket)
    append(count=20, by=SYSTEM, at=at)
    settle(own)
    run(*(f"CREATE TABLE backup_{name} AS TABLE {name}" for name in WRITTEN))
    append(count=5, by=SYSTEM, at=at)
    settle(own)
    assert len(read(tmp_path)) == 25
    for name, trigger in WRITTEN.items():
        run(
            f"ALTER TABLE {name} DISABLE TRIGGER {trigger}",
            f"DELETE FROM {name}",
            f"INSERT INTO {name} SELECT * FROM backup_{name}",
            f"ALTER TABLE {name} ENABLE TRIGGER {trigger}",
            f"DROP TABLE backup_{name}",
        )

    with pytest.raises(Stopped) as stopped:
        started(tmp_path, socket)
    assert (stopped.value.fault, stopped.value.is_history) == (
        Fault.BEHIND_FILES,
        True,
    )
    # Also where the files were restored with the database.
    (tmp_path / "log" / "checkpoint").unlink()
    with pytest.raises(Stopped) as stopped:
        started(tmp_path, socket)
    assert stopped.value.fault == Fault.BEHIND_SIGNER
    # A sequencer that doesn't ask first gets no signature for other entries either.
    run(
        "ALTER TABLE transparency_entry DISABLE TRIGGER transparency_entry_append_only",
        "DELETE FROM transparency_entry WHERE id NOT IN"
        " (SELECT entry_id FROM transparency_leaf)",
        "ALTER TABLE transparency_entry ENABLE TRIGGER transparency_entry_append_only",
    )
    append(count=7, by=SYSTEM, at=at)
    with pytest.raises(Stopped) as stopped:
        settle(own)
    assert stopped.value.fault == Fault.OTHER_HISTORY
    assert signer.Signer.open(tmp_path / "signer").last.size == 25


def test_after_a_move_to_another_cluster_all_entries_are_taken(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own = started(tmp_path, socket)
    append(count=5, by=SYSTEM, at=at)
    settle(own)
    append(count=3, by=SYSTEM, at=at)
    # As after pg_restore elsewhere: transaction ids beyond those of the new cluster.
    move(by=SYSTEM, at=at)
    settle(own)
    append(count=2, by=SYSTEM, at=at)
    settle(own)
    settle(own)
    assert (len(read(tmp_path)), is_each_entry_once(tmp_path)) == (10, True)


@operation
def move(*, by: Actor, at: dt.datetime) -> None:
    models.LogState.objects.update(cluster="another", cursor_xid=10**12)


def test_the_published_log_only_grows_by_raw_sql_too(
    tmp_path: Path, socket: Path, at: dt.datetime
) -> None:
    own = started(tmp_path, socket)
    append(count=2, by=SYSTEM, at=at)
    settle(own)
    for statement in (
        "UPDATE transparency_logstate SET size = 1, published_size = 1",
        "UPDATE transparency_logstate SET root = sha256('x')",
        "UPDATE transparency_logstate SET origin = 'x'",
        "DELETE FROM transparency_logstate",
        "DELETE FROM transparency_leaf",
        "UPDATE transparency_publication SET size = 9",
    ):
        with pytest.raises(Exception, match=r"only grows|begun anew|never edited"):
            run(statement)


def test_a_fault_is_stored_until_the_next_publication(
    tmp_path: Path, at: dt.datetime
) -> None:
    with signing(tmp_path) as socket:
        own = started(tmp_path, socket)
        append(count=1, by=SYSTEM, at=at)
        settle(own)
    append(count=1, by=SYSTEM, at=at)
    with pytest.raises(Stopped) as stopped:
        settle(own)
    assert stopped.value.fault == Fault.SIGNER_AWAY
    integration.note_fault(code="SIGNER_AWAY", detail="", by=SYSTEM, at=at)
    summary = queries.log_summary()
    assert summary
    assert (summary.fault, summary.size, summary.integrated) == ("SIGNER_AWAY", 1, 2)
    with signing(tmp_path):
        settle(own)
    summary = queries.log_summary()
    assert summary
    assert (summary.fault, summary.size) == ("", 2)
