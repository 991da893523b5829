"""The catalogue as it is shipped, published whole or in part."""

import datetime as dt
import functools
from pathlib import Path

import pytest
from django.conf import settings

from balarea.catalogue import definition as engine
from balarea.catalogue import kept, operations, vocabulary
from balarea.foundation.operation import SYSTEM

FOLDER = Path(settings.BALAREA_SERVICES_DIR)
SOME = ("DKC-006", "DKC-016", "DPM-058", "POL-001", "SMT-001", "BPN-003")


@functools.cache
def shipped() -> dict[str, engine.Definition]:
    return engine.load_all(FOLDER)


def publish(at: dt.datetime, *definitions: engine.Definition) -> list[str]:
    return operations.publish(
        definitions=definitions,
        agencies=engine.load_agencies(FOLDER),
        life_events=engine.load_life_events(FOLDER),
        vocabulary=vocabulary.load(FOLDER),
        by=SYSTEM,
        at=at,
    )


@pytest.fixture
def some(db: None, at: dt.datetime) -> dict[str, engine.Definition]:
    """A handful of services, published."""
    found = {code: shipped()[code] for code in SOME}
    publish(at, *found.values())
    return found


@pytest.fixture(autouse=True)
def empty_shelves() -> None:
    """Each test begins as a new process does."""
    for shelf in (kept.pages, kept.asked):
        shelf.get("another revision", ("",) * 4)
