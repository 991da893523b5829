"""One text for each version; document numbers that no older version gave."""

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command

from balarea.catalogue import definition as engine
from balarea.catalogue import errors, models, operations, queries
from balarea.catalogue.tests.conftest import FOLDER, publish, shipped
from balarea.foundation.operation import SYSTEM
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

type Some = dict[str, engine.Definition]


def titled(
    definition: engine.Definition, title: str, version: int
) -> engine.Definition:
    new = engine.Text(id=title, en=title)
    return msgspec.structs.replace(definition, title=new, version=version)


def numbered(
    definition: engine.Definition, form: str, version: int
) -> engine.Definition:
    assert definition.output is not None
    output = msgspec.structs.replace(definition.output, number_format=form)
    return msgspec.structs.replace(definition, output=output, version=version)


def in_demonstration(
    at: dt.datetime, definition: engine.Definition
) -> engine.Definition:
    """The definition in force after a demonstration has published this one."""
    operations.publish(
        definitions=[definition],
        agencies=engine.load_agencies(FOLDER),
        gives_versions=True,
        by=SYSTEM,
        at=at,
    )
    return queries.current(definition.code)


def test_refuses_another_text_under_a_version_and_publishes_nothing(
    some: Some, at: dt.datetime
) -> None:
    before = queries.revision(), Entry.objects.count()
    first, second = some["POL-001"], some["DPM-058"]
    with pytest.raises(errors.VersionTaken) as refused:
        publish(
            at,
            titled(first, "Lain", first.version),
            titled(second, "Lain", second.version + 1),
        )
    assert f"POL-001 ({first.version})." in refused.value.why
    assert "DPM-058" not in refused.value.why
    assert "script/versions raise" in refused.value.then
    assert (queries.revision(), Entry.objects.count()) == before
    assert queries.current("DPM-058") == second


def test_takes_the_text_back_that_had_the_version(some: Some, at: dt.datetime) -> None:
    old = some["POL-001"]
    publish(at, titled(old, "Lain", old.version + 1))
    assert publish(at, old) == ["POL-001"]
    assert queries.current("POL-001") == old


def test_gives_a_demonstration_the_next_version_for_each_draft(
    some: Some, at: dt.datetime
) -> None:
    version = some["POL-001"].version
    for number, title in enumerate(("Satu", "Dua"), start=version + 1):
        draft = titled(some["POL-001"], title, version)
        assert in_demonstration(at, draft) == titled(draft, title, number)


def test_gives_a_draft_the_version_that_it_had_before(
    some: Some, at: dt.datetime
) -> None:
    version = some["POL-001"].version
    one, two = (titled(some["POL-001"], title, version) for title in ("Satu", "Dua"))
    for draft, number in ((one, 1), (two, 2), (one, 1), (one, 1)):
        assert in_demonstration(at, draft).version == version + number
    assert models.ServiceVersion.objects.filter(service__code="POL-001").count() == 3


def test_names_a_few_where_a_whole_family_changed() -> None:
    assert errors.few(["A", "B", "C", "D", "E"]) == "A, B, C, D, E"
    assert errors.few(["A", "B", "C", "D", "E", "F"]) == "A, B, C, D, E, …"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """One published service that names no other; its file was changed afterwards."""
    names = ("agencies", "life_events", "mall", "phrases.en", "phrases.id", "search")
    for name in (f"{name}.yaml" for name in names):
        shutil.copy(FOLDER / name, tmp_path / name)
    for shared in ("families", "parts", "ways"):
        shutil.copytree(FOLDER / shared, tmp_path / shared)
    (tmp_path / "DPM").mkdir()
    path = tmp_path / "DPM" / "DPM-025.yaml"
    # Alone in its folder, it can name no other service.
    text = (FOLDER / "DPM" / path.name).read_text("utf-8")
    path.write_text(re.sub(r"^ +service: .*\n", "", text, flags=re.MULTILINE), "utf-8")
    settings.BALAREA_SERVICES_DIR = tmp_path
    settings.BALAREA_DEMO = False
    call_command("publish_services", verbosity=0)
    text = path.read_text("utf-8")
    path.write_text(text.replace("SIP perawat (SIPP),", "SIP ners (SIPP),"), "utf-8")
    return tmp_path


def test_the_command_ends_in_one_sentence_when_a_version_is_taken(
    folder: Path,
) -> None:
    published = queries.current("DPM-025")
    with pytest.raises(CommandError) as refused:
        call_command("publish_services")
    version = shipped()["DPM-025"].version
    assert str(refused.value) == (
        "Nothing was published. Another text was already published under the same"
        f" version: DPM-025 ({version}). Raise `version` in the service's file, as"
        " `script/versions raise` does, and publish again."
    )
    assert queries.current("DPM-025") == published


def test_the_command_says_which_version_a_draft_has_in_a_demonstration(
    folder: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BALAREA_DEMO = True
    call_command("publish_services", verbosity=0)
    said = capsys.readouterr().out
    assert f"DPM-025 ({shipped()['DPM-025'].version + 1})." in said
    assert "run script/versions raise" in said
    call_command("publish_services", verbosity=0)
    assert capsys.readouterr().out == ""


def test_refuses_numbers_that_another_service_gave_under_an_older_version(
    some: Some, at: dt.datetime
) -> None:
    card, office = some["DKC-006"], some["DKC-016"]
    publish(at, numbered(card, "SK/{sequence}/{year}", card.version + 1))
    publish(at, numbered(card, "KTP/{sequence}/{month}/{year}", card.version + 2))
    with pytest.raises(errors.NumbersTaken) as refused:
        publish(at, numbered(office, "SK/{sequence}/{year}", office.version + 1))
    assert refused.value.params == {"service": "DKC-016", "other": "DKC-006"}
    assert "{code}" in refused.value.then
    assert queries.current("DKC-016") == office


def test_lets_a_service_keep_the_numbers_that_it_always_gave(
    some: Some, at: dt.datetime
) -> None:
    """Two services shared a format before that was refused; one has another by now."""
    card, office = some["DKC-006"], some["DKC-016"]
    assert office.output is not None
    shared = office.output.number_format
    older = numbered(card, shared, card.version + 1)
    assert in_force_unchecked(at, older)
    publish(at, numbered(card, "KTP/{sequence}/{year}", card.version + 2))
    renamed = titled(office, "Lain", office.version + 1)
    assert publish(at, renamed) == ["DKC-016"]


def in_force_unchecked(at: dt.datetime, definition: engine.Definition) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "series", list)
        return publish(at, definition)
