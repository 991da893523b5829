"""Records which lines of some files each test executes."""

import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

TOOL = 4  # of sys.monitoring; free for use
type Lines = set[tuple[str, int]]  # file, line


class LineRecorder:
    """Collects lines between two calls of `take`.

    What tests share runs during the first of them only: fixtures of a module, and
    snapshots. Each test that uses these counts as executing their lines.
    """

    def __init__(self, paths: set[str]) -> None:
        self._paths = paths
        self._lines: Lines = set()
        self._fixtures: dict[pytest.FixtureDef[Any], Lines] = {}
        self._snapshots: dict[int, Lines] = {}  # by the id of the snapshot

    @contextmanager
    def recording(self) -> Iterator[None]:
        monitoring = sys.monitoring
        monitoring.use_tool_id(TOOL, "mutants")
        monitoring.register_callback(TOOL, monitoring.events.LINE, self._note)
        monitoring.set_events(TOOL, monitoring.events.LINE)
        try:
            with self._watched_snapshots():
                yield
        finally:
            monitoring.set_events(TOOL, 0)
            monitoring.free_tool_id(TOOL)

    def _note(self, code: types.CodeType, line: int) -> Any:
        if code.co_filename in self._paths:
            self._lines.add((code.co_filename, line))
        return sys.monitoring.DISABLE  # at this place, until the next test

    def take(self) -> Lines:
        lines, self._lines = self._lines, set()
        sys.monitoring.restart_events()
        return lines

    def take_for(self, item: pytest.Item) -> Lines:
        """The lines of a test that has just run, with those of its fixtures."""
        lines = self.take()
        info = getattr(item, "_fixtureinfo", None)
        for definitions in info.name2fixturedefs.values() if info else ():
            for definition in definitions:
                lines |= self._fixtures.get(definition, set())
        return lines

    @contextmanager
    def fixture(self, definition: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Remember what the set-up of a fixture executes."""
        with self._apart() as lines:
            yield
        self._fixtures[definition] = lines

    @contextmanager
    def _apart(self) -> Iterator[Lines]:
        """Gives a set that holds, afterwards, the lines that ran inside."""
        before, inside = self.take(), set[tuple[str, int]]()
        try:
            yield inside
        finally:
            inside |= self.take()
            self._lines = before | inside

    @contextmanager
    def _watched_snapshots(self) -> Iterator[None]:
        from tests import snapshots  # pytest rewrites it, so not before

        record, restore = snapshots._recorded, snapshots._restored

        def recorded[T](
            chain: snapshots.Chain, make: Callable[[], T], client: Any
        ) -> T:
            with self._apart() as lines:
                result = record(chain, make, client)
            self._snapshots[id(snapshots.STATE.snapshots[chain])] = lines
            return result

        def restored(snapshot: snapshots.Snapshot) -> bool:
            self._lines |= self._snapshots.get(id(snapshot), set())
            return restore(snapshot)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(snapshots, "_recorded", recorded)
            patch.setattr(snapshots, "_restored", restored)
            yield
