"""The public pages around the log: charts, one entry with its proof, downloads."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM, Actor, ActorKind, operation
from balarea.transparency import models, operations, queries
from balarea.transparency.presenters import charts, live
from balarea.transparency.publishing.sequencer import Fault
from balarea.transparency.queries import DayCount, WitnessDelay
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tests import published
from balarea.transparency.tlog import merkle, notes
from balarea.transparency.tlog.policies import Policy
from balarea.transparency.tlog.proofs import LogProof

OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Kepala")
DAY = dt.timedelta(days=1)


@operation
def note(*, count: int, by: Actor, at: dt.datetime, type: str = "DECIDED") -> None:
    for _ in range(count):
        operations.record(type=type, subject=ids.uuid7(), by=by, at=at)


def test_the_charts_count_each_day_and_each_kind(at: dt.datetime) -> None:
    last = clock.today(at)
    counts = [
        DayCount(last, "DECIDED", 30),
        DayCount(last, "OPENED", 10),
        DayCount(last - DAY * (charts.DAYS - 1), "RECEIVED", 1),
        DayCount(last - DAY, "OF_EARLIER_VERSIONS", 2),
    ]
    drawn = charts.charts(counts, last)
    assert [bar.count for bar in drawn.days] == [1, *[0] * 11, 2, 40]
    assert (drawn.highest, drawn.total) == (40, 43)
    assert drawn.days[-1].height == charts.HEIGHT
    assert drawn.days[0].height == 4  # a single entry is visible too
    assert drawn.days[1].height == 0
    kinds = {bar.key: bar.count for bar in drawn.kinds}
    assert (kinds["permohonan"], kinds["data"], kinds["pesan"]) == (31, 10, 0)


def test_charts_of_an_empty_log_have_no_length(at: dt.datetime) -> None:
    drawn = charts.charts([], clock.today(at))
    assert {bar.height for bar in drawn.days} == {0}
    assert {bar.width for bar in drawn.kinds} == {0}


@pytest.mark.django_db
def test_a_day_is_downloaded_whole_and_page_by_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    note(count=5, by=OFFICER, at=at)
    note(count=1, by=OFFICER, at=at - 2 * DAY)
    monkeypatch.setattr("balarea.transparency.views.CSV_ROWS", 2)
    address = f"/transparansi/entri.csv?hari={clock.today(at)}"
    rows: list[dict[str, str]] = []
    while address:
        answer = client.get(address)
        rows += csv.DictReader(io.StringIO(answer.content.decode()))
        link = answer.headers.get("Link", "")
        address = link.partition(">")[0].removeprefix("<")
    entries = models.Entry.objects.filter(at=at)
    assert {row["id"] for row in rows} == {str(one.id) for one in entries}
    assert len(rows) == 5
    assert "subject" not in rows[0]
    assert str(OFFICER.id) not in str(rows)
    assert client.get("/transparansi/entri.csv?hari=besok").status_code == 404


@pytest.mark.django_db
def test_an_entry_is_found_by_its_number_and_waits_for_its_seal(
    client: Client, at: dt.datetime
) -> None:
    note(count=1, by=OFFICER, at=at)
    entry = models.Entry.objects.get()
    number = {"nomor": f" {str(entry.id).upper()} "}
    answer = client.get("/transparansi/", number)
    assert answer.headers["Location"] == f"/transparansi/entri/{entry.id}/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert bytes(entry.commitment).hex() in page
    assert "bukti.tlog-proof" not in page
    proof = f"/transparansi/entri/{entry.id}/bukti.tlog-proof"
    for missing in (proof, "/transparansi/kunci.txt"):
        assert client.get(missing).status_code == 404
    unknown = client.get("/transparansi/", {"nomor": str(ids.uuid7())})
    assert unknown.status_code == 200
    assert unknown.context["number_error"]
    assert client.get(f"/transparansi/entri/{ids.uuid7()}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_sealed_entry_shows_a_proof_that_verifies_from_outside(
    client: Client, tmp_path: Path, settings: Any, at: dt.datetime
) -> None:
    settings.BALAREA_LOG_DIR = tmp_path / "log"
    queries.counts_by_day.cache_clear()
    with published.signing(tmp_path) as socket:
        own = published.sequencer(tmp_path, socket)
        published.append(count=7, by=SYSTEM, at=at)
        own.run_round()
    entry = models.Entry.objects.order_by("id")[4]
    page = client.get(f"/transparansi/entri/{entry.id}/").content.decode()
    assert published.ORIGIN in page
    text = client.get(f"/transparansi/entri/{entry.id}/bukti.tlog-proof").content
    policy = Policy.parse(client.get("/verifikasi/aturan-saksi.txt").content.decode())
    proof = LogProof.parse(text)
    leaf = receipt_format.parse_extra(proof.extra).leaf
    checkpoint = proof.verify(leaf, policy)
    assert checkpoint.size == 7
    assert leaf.hex() in page
    keys = client.get("/transparansi/kunci.txt").content.decode().splitlines()
    note_ = notes.open_note(proof.checkpoint, map(notes.VerifierKey.parse, keys))
    assert len(note_.signatures) == 2
    with pytest.raises(merkle.InvalidProof):
        proof.verify(leaf + b" ", policy)
    first = client.get("/transparansi/").content.decode()
    assert published.ORIGIN in first
    assert "/transparansi/log/checkpoint" in first
    assert published.ORIGIN in client.get("/transparansi/saksi/").content.decode()


@pytest.mark.django_db
def test_the_page_says_who_watches_and_what_is_at_fault(
    client: Client, monkeypatch: pytest.MonkeyPatch, at: dt.datetime
) -> None:
    summary = queries.LogSummary(
        origin=published.ORIGIN,
        keys=("key",),
        size=1_200,
        integrated=1_203,
        published_at=at,
        checkpoint=b"",
        witnesses=(
            WitnessDelay("ombudsman.example", 1_200, at, 12, ""),
            WitnessDelay("kampus.example", 900, at, 8, "AWAY"),
            WitnessDelay("pers.example", 0, None, 0, "AWAY"),
        ),
        fault=Fault.QUORUM_MISSING,
        fault_at=at,
    )
    monkeypatch.setattr(queries, "log_summary", lambda: summary)
    shown = live.live()
    assert shown is not None
    assert (shown.cosigned, shown.waiting) == (1, 3)
    page = client.get("/transparansi/").content.decode()
    for word in ("ombudsman.example", "pers.example", ">1/3<", "12 ms"):
        assert word in page
    with translation.override("id"):
        assert str(live.FAULTS[Fault.QUORUM_MISSING]) in page


def test_every_fault_has_its_sentence() -> None:
    assert set(live.FAULTS) == set(Fault)
