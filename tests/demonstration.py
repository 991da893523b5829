"""One real mall with its demonstration, for all journeys and tests of the launcher."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.launcher.demonstration import Mall


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Mall"]:
    """The mall as `script/server` starts it, without the tests' own settings.

    It is opened once a run, because a first start takes half a minute. Journeys come
    before the tests that stop it; see `tests/distribution.py`.
    """
    from tests.launcher.conftest import free_port
    from tests.launcher.demonstration import Mall

    names = [name for name in ("PATH", "HOME") if name in os.environ]
    environment = {name: os.environ[name] for name in names}
    # Journeys choose who works on a case, and who visits.
    environment |= {"BALAREA_DRAWS": "0", "BALAREA_VISITORS": "0"}
    path = tmp_path_factory.mktemp("demonstration") / "data"
    mall = Mall(path, free_port(), environment)
    try:
        mall.open()
        yield mall
    finally:
        mall.clear_away()
