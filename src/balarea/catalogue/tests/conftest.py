"""The catalogue as it is shipped, published whole or in part."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests import first_steps, snapshots

from balarea.catalogue import definition as engine
from balarea.catalogue import operations, page_cache, vocabulary
from balarea.catalogue.testing import shipped
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

__all__ = ["shipped"]

FOLDER = Path(settings.BALAREA_SERVICES_DIR)
SOME = ("DKC-006", "DKC-016", "DPM-058", "POL-001", "SMT-001", "BPN-003")


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
    definitions = {code: shipped()[code] for code in SOME}
    snapshots.arrange("some", lambda: publish(at, *definitions.values()), is_first=True)
    return definitions


@pytest.fixture(scope="module")
def all_services(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every service, published once a run; there for the tests of a module."""

    def published() -> list[str]:
        return publish(clock.now(), *shipped().values())

    with first_steps.first_step(request, "all services", published):
        yield


@pytest.fixture(autouse=True)
def empty_page_caches() -> None:
    """Start each test with empty caches, like a new process."""
    for cache in (page_cache.pages, page_cache.query_pages):
        cache.get("another revision", ("",) * 4)
