"""The list of rows under a state root, and how two lists compare."""

import dataclasses
import gzip
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.conf import settings

from balarea.transparency.state_root import comparing, files
from balarea.transparency.state_root.comparing import Evidence, Kind, Write
from balarea.transparency.state_root.files import Header, Row, Table
from balarea.transparency.tlog import merkle

CASE, OTHER = "1f" * 16, "2f" * 16
BILL = Table(("id", "case", "amount"), ("id",), "case", logged="DIU")
# The list includes all transactions before 100, except 90, which was still running.
LISTED = Row("bill", "1", CASE, 50, "aa")


def header(guards: dict[str, str] | None = None) -> Header:
    return Header("2026-11-30", "7", "90:100:90", 3, {}, guards or {}, {"bill": BILL})


def evidence(
    *writes: Write, entries: dict[int, str] | None = None, key: str = "1"
) -> Evidence:
    return Evidence(
        entries={
            one: frozenset({(case, "PAID")}) for one, case in (entries or {}).items()
        },
        covers={"bill": dict.fromkeys(("INSERT", "UPDATE", "DELETE"), ("PAID",))},
        writes={("bill", key): list(writes)},
        until=100,
        running=frozenset({90}),
    )


def compared(
    now: Sequence[Row],
    of: Evidence,
    table: Table = BILL,
    before: Sequence[Row] = (LISTED,),
) -> list[tuple[Kind, int]]:
    differences = comparing.compare(before, now, {"bill": table}, of)
    return [(one.kind, one.transaction) for one in differences]


def changed(version: int, digest: str = "bb") -> list[Row]:
    return [LISTED._replace(version=version, digest=digest)]


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [LISTED, Row("word", "ktp élektronik\t+", "", 7, "cc")]
    path = tmp_path / "folder" / "list.txt.gz"
    written = files.write(path, header({"a": "b on"}), rows)
    listing = files.read(path)
    assert listing.header == header({"a": "b on"})
    assert list(listing.rows) == rows
    assert listing.tree.root() == written.root()
    assert files.root_of(path) == (written.root(), 2)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_root_is_that_of_the_lines_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.txt.gz"
    written = files.write(path, header(), [LISTED])
    first, second = gzip.decompress(path.read_bytes()).decode().splitlines()
    leaves = [merkle.leaf_hash(line.encode()) for line in (first, second)]
    assert written.root() == merkle.node_hash(*leaves)


def test_the_handbook_computes_the_root_without_our_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handbook = (settings.ROOT / "docs" / "operations" / "README.md").read_text("utf-8")
    [program] = re.findall(r"```python\n(.*?)```", handbook, re.DOTALL)
    path = tmp_path / "list.txt.gz"
    monkeypatch.setattr(sys, "argv", ["root", str(path)])
    for count in (0, 1, 2, 5, 6):
        rows = [LISTED._replace(key=str(n)) for n in range(count)]
        tree = files.write(path, header(), rows)
        exec(program, {})
        assert capsys.readouterr().out.strip() == tree.root().hex()


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip at all",
        gzip.compress(b""),
        gzip.compress(b'{"format": "another"}\n'),
        gzip.compress(f"{header().line()}\nbill\t1\n".encode()),
        gzip.compress(f"{header().line()}\n{LISTED.line()}\n".encode())[:-9],
    ],
)
def test_a_damaged_list_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.txt.gz"
    path.write_bytes(content)
    with pytest.raises(files.NotAStateFile, match=str(path)):
        files.root_of(path)


def test_a_logged_change_is_covered() -> None:
    step = Write("U", 120, 120, 50)
    assert not compared(changed(120), evidence(step, entries={120: CASE}))
    of_savepoint = Write("U", 121, 120, 50)
    assert not compared(changed(121), evidence(of_savepoint, entries={120: CASE}))
    of_running = Write("U", 90, 90, 50)
    assert not compared(changed(90), evidence(of_running, entries={90: CASE}))


def test_a_change_without_its_entry_is_not_covered() -> None:
    step = Write("U", 120, 120, 50)
    assert compared(changed(120), evidence(step)) == [(Kind.CHANGED, 120)]
    elsewhere = evidence(step, entries={120: OTHER})
    assert compared(changed(120), elsewhere) == [(Kind.CHANGED, 120)]
    of_another_type = dataclasses.replace(
        evidence(step, entries={120: CASE}), covers={"bill": {"UPDATE": ("BILLED",)}}
    )
    assert compared(changed(120), of_another_type) == [(Kind.CHANGED, 120)]
    unrecorded = evidence(entries={120: CASE})
    assert compared(changed(120), unrecorded) == [(Kind.CHANGED, 120)]
    same = compared(changed(120, "aa"), evidence())
    assert same == [(Kind.REWRITTEN, 120)]


def test_a_change_that_needs_no_entry_must_be_recorded_all_the_same() -> None:
    table = Table(BILL.columns, BILL.key, "case", logged="D")
    step = Write("U", 120, 120, 50)
    assert not compared(changed(120), evidence(step), table)
    assert compared(changed(120), evidence(), table) == [(Kind.CHANGED, 120)]


def test_a_proper_change_covers_up_no_other() -> None:
    steps = [Write("U", 120, 120, 50), Write("U", 140, 140, 130)]
    of = evidence(*steps, entries={120: CASE, 140: CASE})
    assert compared(changed(140), of) == [(Kind.CHANGED_BETWEEN, 130)]
    whole = evidence(
        *(Write("U", 120, 120, 50), Write("U", 140, 140, 120)),
        entries={120: CASE, 140: CASE},
    )
    assert not compared(changed(140), whole)


def test_several_writes_of_one_transaction_are_one_version() -> None:
    steps = [Write("U", 120, 120, 50), Write("U", 120, 120, 120)]
    assert not compared(changed(120), evidence(*steps, entries={120: CASE}))
    # INSERT … ON CONFLICT DO UPDATE is recorded as both.
    upsert = [Write("I", 120, 120, None), Write("U", 120, 120, 50)]
    assert not compared(changed(120), evidence(*upsert, entries={120: CASE}))


def test_rows_are_added_and_removed_with_an_entry_only() -> None:
    new = Row("bill", "2", CASE, 120, "cc")
    step = Write("I", 120, 120, None)
    of = evidence(step, entries={120: CASE}, key="2")
    assert not compared([LISTED, new], of)
    assert compared([LISTED, new], evidence()) == [(Kind.INSERTED, 120)]
    gone = evidence(Write("D", 120, 120, 50), entries={120: CASE})
    assert not compared([], gone)
    assert compared([], evidence()) == [(Kind.DELETED, 0)]
    assert compared([], evidence(Write("D", 120, 120, 50))) == [(Kind.DELETED, 120)]


def test_a_row_that_came_and_went_since_needs_an_entry_for_both() -> None:
    came, went = Write("I", 120, 120, None), Write("D", 130, 130, 120)
    of = evidence(came, went, entries={120: CASE, 130: CASE}, key="2")
    assert not compared([LISTED], of)
    of = evidence(came, went, entries={120: CASE}, key="2")
    assert compared([LISTED], of) == [(Kind.DELETED, 0)]
    of = evidence(came, entries={120: CASE}, key="2")
    assert compared([LISTED], of) == [(Kind.DELETED, 0)]


def test_a_row_may_be_removed_and_added_again() -> None:
    steps = [Write("D", 120, 120, 50), Write("I", 130, 130, None)]
    both = evidence(*steps, entries={120: CASE, 130: CASE})
    assert not compared(changed(130), both)
    one = evidence(*steps, entries={130: CASE})
    assert compared(changed(130), one) == [(Kind.CHANGED, 120)]


def test_an_older_version_and_an_edit_on_the_disk_are_told_apart() -> None:
    assert compared(changed(40), evidence()) == [(Kind.RESTORED, 40)]
    assert compared(changed(50), evidence()) == [(Kind.ALTERED_ON_DISK, 50)]


def test_history_is_never_changed_not_even_with_an_entry() -> None:
    table = Table(BILL.columns, BILL.key, "case", "DIU", is_append_only=True)
    of = evidence(Write("U", 120, 120, 50), entries={120: CASE})
    assert compared(changed(120), of, table) == [(Kind.CHANGED, 120)]


def test_what_may_change_freely_is_no_difference() -> None:
    table = Table(BILL.columns, BILL.key, "case", "DIU", unguarded=("seen_at",))
    assert not compared(changed(120, "aa"), evidence(), table)
    assert compared(changed(120), evidence(), table) == [(Kind.CHANGED, 120)]


def test_a_proper_change_may_be_followed_by_one_that_nobody_records() -> None:
    # As an account: its language is changed by an operation, then it signs in.
    table = Table(BILL.columns, BILL.key, "case", "DI", unguarded=("seen_at",))
    assert not compared(changed(130), evidence(Write("U", 120, 120, 50)), table)
    added = evidence(Write("I", 120, 120, None), entries={120: CASE}, key="2")
    new = [LISTED, Row("bill", "2", CASE, 130, "bb")]
    assert not compared(new, added, table)
    assert compared(new, evidence(), table) == [(Kind.INSERTED, 130)]


def test_a_migration_may_write_a_table_anew_but_change_nothing() -> None:
    of = Evidence({}, {}, 100, {}, migrations=frozenset({120}))
    assert not compared(changed(120, "aa"), of)
    assert compared(changed(120), of) == [(Kind.CHANGED, 120)]


def test_contents_alone_are_compared_with_another_cluster() -> None:
    rows = [LISTED._replace(version=3)]
    assert not list(comparing.compare_contents([LISTED], rows))
    rows = [LISTED._replace(digest="bb")]
    [difference] = comparing.compare_contents([LISTED], rows)
    assert difference.kind is Kind.CHANGED


def test_guards_are_compared_by_their_definitions() -> None:
    before = {"bill.needs_log": "aa on", "bill.old": "bb on", "log()": "cc on"}
    now = {"bill.needs_log": "aa off", "log()": "dd on", "new.needs_log": "ee on"}
    assert [(one.kind, one.table) for one in comparing.compare_guards(before, now)] == [
        (Kind.GUARD_OFF, "bill.needs_log"),
        (Kind.GUARD_CHANGED, "log()"),
        (Kind.GUARD_MISSING, "bill.old"),
    ]


def test_every_kind_of_difference_is_explained() -> None:
    assert comparing.MEANINGS.keys() == set(Kind)
