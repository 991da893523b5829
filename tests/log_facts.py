"""What the entries of the log commit to, for tests: a row has only a keyed hash."""

from typing import Any

import pytest

# The type of an entry and the facts that it commits to.
type LogFacts = tuple[str, dict[str, str | int]]


@pytest.fixture
def log_facts(monkeypatch: pytest.MonkeyPatch) -> list[LogFacts]:
    """Type and facts of every entry that is recorded during the test, in order."""
    from balarea.transparency import models, operations

    entries: list[LogFacts] = []
    record = operations.record

    def record_and_collect(**params: Any) -> models.Entry:
        entries.append((params["type"], dict(params.get("facts") or {})))
        return record(**params)

    monkeypatch.setattr(operations, "record", record_and_collect)
    return entries
