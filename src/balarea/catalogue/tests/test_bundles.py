"""Bundles are published, pinned by hash, and are no services."""

import datetime as dt

import msgspec

from balarea.catalogue import definition as engine
from balarea.catalogue import operations, queries, vocabulary
from balarea.catalogue.testing import shipped
from balarea.foundation.operation import SYSTEM

from .conftest import FOLDER


def publish(at: dt.datetime, *definitions: engine.Definition) -> list[str]:
    by_code = {one.code: one for one in definitions}
    return operations.publish(
        definitions=definitions,
        agencies=engine.load_agencies(FOLDER),
        life_events=engine.load_life_events(FOLDER),
        vocabulary=vocabulary.load(FOLDER),
        bundles=[
            source
            for source in engine.load_bundles(FOLDER)
            if _codes(source) <= {*by_code}
        ],
        by=SYSTEM,
        at=at,
    )


def _codes(source: engine.BundleSource) -> set[str]:
    return {*(one.code for one in source.services), *(one.code for one in source.later)}


def birth() -> list[engine.Definition]:
    codes = ("DKC-028", "DKC-016", "DKC-017", "BPK-002", "DKC-008")
    return [shipped()[code] for code in codes]


def test_a_bundle_is_pinned_by_hash_and_counts_as_no_service(
    db: None, at: dt.datetime
) -> None:
    publish(at, *birth())
    assert [*queries.bundles()] == ["BIRTH"]
    hash = queries.form_identity("BIRTH")
    bundle = queries.bundle_of(hash)
    assert bundle is not None
    assert queries.definition(hash) == bundle.form
    assert [one.code for one in bundle.members] == [
        "DKC-028",
        "DKC-016",
        "DKC-017",
        "BPK-002",
    ]
    assert "BIRTH" not in queries.services()
    assert len(queries.services()) == 5


def test_a_changed_service_makes_another_version_and_the_first_stays(
    db: None, at: dt.datetime
) -> None:
    services = birth()
    publish(at, *services)
    first = queries.form_identity("BIRTH")
    assert publish(at, *services) == []
    title = engine.Text(id="Akta kelahiran baru", en="New birth certificate")
    changed = [
        msgspec.structs.replace(one, title=title, version=one.version + 1)
        if one.code == "DKC-016"
        else one
        for one in services
    ]
    publish(at, *changed)
    second = queries.form_identity("BIRTH")
    assert second != first
    assert queries.definition(first) != queries.definition(second)
