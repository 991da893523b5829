"""Editions and definitions: writes are logged, and damaged ones are skipped."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from balarea.catalogue import definition as engine
from balarea.catalogue import errors, models, queries
from balarea.catalogue.tests.conftest import publish
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import operations as transparency
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

type Some = dict[str, engine.Definition]
ALARM = "The newest edition of the catalogue is damaged: an earlier is shown."

INSERT = (
    "INSERT INTO catalogue_edition (subject, digest, content, published_at)"
    " VALUES (%s, %s, %s, now())"
)
SILENT = [
    (INSERT, [str(ids.uuid7()), "0" * 64, b"{}"]),
    ("DELETE FROM catalogue_searchentry", []),
    ("UPDATE catalogue_searchentry SET phrases = '{}'", []),
    ("INSERT INTO catalogue_searchword VALUES ('pungli', true)", []),
    ("DELETE FROM catalogue_searchword", []),
]


@operation
def run(*, sql: str, values: Sequence[Any], by: Actor, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@operation
def add(*, digest: str, content: bytes, by: Actor, at: dt.datetime) -> None:
    """Add an edition by SQL, with its log entry."""
    made = ids.uuid7()
    run(sql=INSERT, values=[made, digest, content], by=by, at=at)
    transparency.record(type="CATALOGUE_PUBLISHED", subject=made, by=by, at=at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("sql", "values"), SILENT)
def test_nothing_that_pages_show_is_changed_without_the_log(
    some: Some, at: dt.datetime, sql: str, values: Sequence[Any]
) -> None:
    with pytest.raises(DatabaseError, match="no log, no commit"):
        run(sql=sql, values=values, by=SYSTEM, at=at)


def test_publishing_is_one_entry_in_the_log(some: Some, at: dt.datetime) -> None:
    entries = Entry.objects.filter(type="CATALOGUE_PUBLISHED")
    subjects = models.Edition.objects.values_list("subject", flat=True)
    assert set(entries.values_list("subject", flat=True)) == set(subjects)
    publish(at, *some.values())
    assert entries.count() == 1


def test_an_edition_is_named_by_what_it_holds(some: Some) -> None:
    [(digest, content)] = models.Edition.objects.values_list("digest", "content")
    assert hashlib.sha256(bytes(content)).hexdigest() == digest
    edition = queries.edition_of(digest)
    assert edition.agencies


def _other(content: bytes) -> bytes:
    return content.replace(b"Kepolisian", b"Kepalsuan!")


BROKEN: list[tuple[str, Callable[[str, bytes], tuple[str, bytes]]]] = [
    ("no JSON", lambda digest, content: ("0" * 64, b"\xff{")),
    ("another content", lambda digest, content: ("1" * 64, _other(content))),
    ("under a good digest", lambda digest, content: (digest, _other(content))),
    ("rightly named, unreadable", lambda *_: _named(b"[]")),
    ("no number to call", lambda _, content: _named(_agencies(content, phone="x"))),
    (
        "weeks of nine days",
        lambda _, content: _named(_agencies(content, hours=[["08:00", "15:00"]] * 9)),
    ),
    ("nested", lambda *_: _named(b'{"agencies":' + b"[" * 50_000)),
]


def _agencies(content: bytes, **other: object) -> bytes:
    edition = msgspec.json.decode(content)
    edition["agencies"] = [agency | other for agency in edition["agencies"]]
    return msgspec.json.encode(edition)


def _named(content: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(content).hexdigest(), content


@pytest.mark.parametrize(("kind", "make"), BROKEN)
def test_a_damaged_edition_is_passed_over_with_an_alarm(
    some: Some,
    at: dt.datetime,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    make: Callable[[str, bytes], tuple[str, bytes]],
) -> None:
    before, shown = queries.revision(), client.get("/layanan/").content
    [content] = models.Edition.objects.values_list("content", flat=True)
    digest, broken = make(before, bytes(content))
    with caplog.at_level(logging.CRITICAL):
        add(digest=digest, content=broken, by=SYSTEM, at=at)
        for _ in range(2):
            assert queries.revision() == before
            assert client.get("/").status_code == 200
            assert client.get("/layanan/").content == shown
            assert client.get("/layanan/POL-001/").status_code == 200
    alarms = [line.message for line in caplog.records if line.levelname == "CRITICAL"]
    assert alarms == ([] if digest == before else [ALARM]), "once a process"


def test_many_damaged_editions_hide_no_good_one(some: Some, at: dt.datetime) -> None:
    before = queries.revision()
    for number in range(101):
        add(digest=f"{number:064}", content=b"\xff", by=SYSTEM, at=at)
    assert queries.revision() == before


def test_the_next_publishing_puts_a_good_edition_on_top(
    some: Some, at: dt.datetime
) -> None:
    before = queries.revision()
    add(digest="2" * 64, content=b"", by=SYSTEM, at=at)
    assert publish(at, *some.values()) == []
    newest = models.Edition.objects.latest("number")
    assert newest.digest == before == queries.revision()


def test_without_any_good_edition_the_pages_are_empty_and_stand(
    db: None, at: dt.datetime, client: Client
) -> None:
    add(digest="3" * 64, content=b"x", by=SYSTEM, at=at)
    assert queries.revision() == ""
    assert client.get("/layanan/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_definition_that_is_not_what_its_hash_names_is_not_used(
    some: Some, at: dt.datetime, caplog: pytest.LogCaptureFixture
) -> None:
    identity = engine.identity(some["POL-001"])
    forged = "f" * 64
    subject = models.Service.objects.get(code="POL-001").id

    @operation
    def forge(*, by: Actor, at: dt.datetime) -> None:
        sql = (
            "INSERT INTO catalogue_serviceversion"
            " (hash, version, content, published_at, service_id)"
            " SELECT %s, version, content, published_at, service_id"
            " FROM catalogue_serviceversion WHERE hash = %s"
        )
        run(sql=sql, values=[forged, identity], by=by, at=at)
        transparency.record(type="RULES_PUBLISHED", subject=subject, by=by, at=at)

    with transaction.atomic():
        forge(by=SYSTEM, at=at)
    with pytest.raises(errors.Damaged):
        queries.definition(forged)
    assert "isn't what its hash names" in caplog.text
