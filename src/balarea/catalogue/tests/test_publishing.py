"""Publishing: by hash, once, logged, never edited."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.log_facts import LogFacts

from balarea.catalogue import definition as engine
from balarea.catalogue import models, queries
from balarea.catalogue.tests.conftest import FOLDER, SOME, publish
from balarea.foundation.errors import NotFound
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

type Some = dict[str, engine.Definition]


def renamed(definition: engine.Definition, title: str) -> engine.Definition:
    new = engine.Text(id=title, en=title)
    return msgspec.structs.replace(
        definition, title=new, version=definition.version + 1
    )


def test_a_definition_is_known_by_the_hash_of_its_bytes(some: Some) -> None:
    for code, definition in some.items():
        identity = queries.identity(code)
        assert identity == engine.identity(definition)
        content = queries.content(identity)
        assert hashlib.sha256(content).hexdigest() == identity
        assert queries.current(code) == queries.definition(identity) == definition


def test_the_same_again_changes_nothing_in_few_queries(
    some: Some, at: dt.datetime
) -> None:
    before, entries = queries.revision(), Entry.objects.count()
    with CaptureQueriesContext(connection) as captured:
        assert publish(at, *some.values()) == []
    assert len(captured) <= 12
    assert (queries.revision(), Entry.objects.count()) == (before, entries)


def test_a_change_is_a_new_version_in_the_log_and_the_old_one_stays(
    some: Some, at: dt.datetime
) -> None:
    old, before = queries.identity("POL-001"), queries.revision()
    new = renamed(some["POL-001"], "Surat kelakuan baik")
    assert publish(at, new) == ["POL-001"]
    assert queries.revision() != before
    assert queries.identity("POL-001") == engine.identity(new)
    assert queries.definition(old) == some["POL-001"]
    versions = queries.versions("POL-001")
    assert {version.hash for version in versions} == {old, engine.identity(new)}
    assert [version.is_current for version in versions].count(True) == 1
    entries = Entry.objects.filter(type="RULES_PUBLISHED", service="POL-001")
    assert entries.count() == 2
    assert queries.services()["POL-001"].title == "Surat kelakuan baik"


def test_every_definition_in_force_has_its_entry_in_the_log(some: Some) -> None:
    entries = Entry.objects.filter(type="RULES_PUBLISHED")
    assert set(entries.values_list("service", flat=True)) == set(SOME)


def test_the_log_commits_to_the_version_of_a_service_and_to_the_whole_catalogue(
    some: Some, log_facts: list[LogFacts], at: dt.datetime
) -> None:
    new = renamed(some["POL-001"], "Surat kelakuan baik")
    publish(at, new)
    assert log_facts == [
        ("RULES_PUBLISHED", {"version": new.version}),
        ("CATALOGUE_PUBLISHED", {"digest": queries.revision()}),
    ]


def test_lists_have_what_the_definition_in_force_says(some: Some) -> None:
    rows = {row.code: row for row in models.Service.objects.all()}
    assert set(rows) == set(SOME)
    for code, definition in some.items():
        row, duration = rows[code], definition.standard.duration
        assert (row.agency, row.category) == (definition.agency, definition.category)
        assert row.is_online is definition.online
        assert row.life_events == list(definition.life_events)
        assert (row.duration, row.unit) == (duration.value, duration.unit)
        assert (row.title, row.title_translations) == (
            definition.title.id,
            definition.title.translations,
        )
        assert (row.summary, row.summary_translations) == (
            definition.summary.id,
            definition.summary.translations,
        )


@pytest.mark.parametrize(
    ("code", "kind", "amount"),
    [("DKC-006", "FREE", None), ("POL-001", "FIXED", 30_000)],
)
def test_lists_have_the_amount_of_a_fixed_fee_only(
    some: Some, code: str, kind: str, amount: int | None
) -> None:
    row = models.Service.objects.get(code=code)
    assert (row.fee, row.amount) == (kind, amount)


def test_a_published_version_can_not_be_edited(some: Some) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        models.ServiceVersion.objects.update(version=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Service.objects.update(title="Lain")
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Edition.objects.update(digest="")


def test_what_was_never_published_is_not_found(db: None) -> None:
    assert queries.revision() == ""
    for query in (queries.current, queries.versions, queries.service):
        with pytest.raises(NotFound):
            query("DKC-999")
    with pytest.raises(NotFound):
        queries.definition("0" * 64)


def test_the_command_publishes_everything_once(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("publish_services")
    assert "361 of 361" in capsys.readouterr().out
    assert models.Service.objects.count() == 361
    assert len(queries.agency_codes()["DPM"]) > 4
    assert "DKC" in queries.online_agencies()
    call_command("publish_services")
    assert "0 of 361" in capsys.readouterr().out


def test_the_command_names_the_defects_and_publishes_nothing(
    db: None, tmp_path: Path, settings: Any
) -> None:
    for name in ("agencies.yaml", "life_events.yaml", "mall.yaml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    (tmp_path / "POL").mkdir()
    (tmp_path / "POL" / "POL-001.yaml").write_text("family: nowhere", encoding="utf-8")
    settings.BALAREA_SERVICES_DIR = tmp_path
    with pytest.raises(CommandError, match=r"POL-001.*no family"):
        call_command("publish_services")
    assert models.Service.objects.count() == 0
