"""Mutation run: plants small faults and counts those that an app's own tests notice.

All of the rules (`rules.py`, `permissions.py`, working days, deadlines, `Scope`) and a
seeded sample of the operations. One process: the tests run once to learn which lines
each of them executes; then each mutant replaces the code of its function, or the value
of its table, and the tests that execute its lines run until one fails.

mutmut 3 mutates nothing outside functions (our tables) and no decorated definition
(every operation); cosmic-ray starts the tests anew for each mutant, which takes longer
here than most tests. So neither is used.

  script/soak mutants --app applications [--sample 300] [--seed 1] [--most 60]

A mutant is tried against the `--most` quickest tests of those that execute it; read a
survivor only after it survived more of them. A value of a table that a test reads when
it is collected, as in `parametrize`, is the one without the mutant.
"""

import argparse
import collections
import json
import random
import signal
import time
import types
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from bench.soak import mutation
from bench.soak.line_recorder import LineRecorder
from bench.soak.mutation import Mutant
from bench.soak.planting import TABLES, BrokenImport, caches, live_functions, planted

ROOT = Path(__file__).parents[2]
APPS = ROOT / "src/balarea"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
RULES = ("*/rules.py", "*/permissions.py", "foundation/working_days.py")
MORE_RULES = ("foundation/calendar.py", "applications/queries/deadlines.py")
SLACK = 5  # times as much processor time as before, then a test is taken to hang
CHECK_EVERY = 10  # kills after which the test that failed must pass again


def rule_mutants() -> list[Mutant]:
    paths = [path for glob in (*RULES, *MORE_RULES) for path in APPS.glob(glob)]
    candidates = [one for path in sorted(paths) for one in mutation.mutants(path)]
    return candidates + mutation.mutants(APPS / "people/queries.py", within="Scope")


def operation_mutants(sample: int, seed: int) -> list[Mutant]:
    paths = [*APPS.glob("*/operations.py"), *APPS.glob("*/operations/*.py")]
    candidates = [one for path in sorted(paths) for one in mutation.mutants(path)]
    return random.Random(seed).sample(candidates, min(sample, len(candidates)))


def app_of(mutant: Mutant) -> str:
    return mutant.path.relative_to(APPS).parts[0]


class Run:
    """A pytest plugin: runs the tests once, then the mutants against them."""

    def __init__(
        self, chosen: list[Mutant], out: Path, budget: float, most: int
    ) -> None:
        self.mutants = chosen
        self._most = most
        self.results: dict[str, str] = {}
        self._out = out
        self._budget = budget
        self._covers: dict[tuple[str, int], list[pytest.Item]] = {}
        self._cost: dict[pytest.Item, float] = {}
        self._caches: list[Any] = []
        self._unreliable: set[pytest.Item] = set()
        self._recorder: LineRecorder | None = None

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out browsers: they take seconds each and outlast a failed test."""
        items[:] = [
            one for one in items if "chromium" not in getattr(one, "fixturenames", ())
        ]

    def pytest_collection_finish(self) -> None:
        from hypothesis import settings  # pytest rewrites it, so not before

        settings.register_profile(
            "mutants", derandomize=True, database=None, max_examples=20, deadline=None
        )
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if len(session.items) < 2:
            raise pytest.UsageError("a mutation run needs two tests or more")
        paths = {str(one.path) for one in self.mutants}
        self._caches = caches()
        for cached in self._caches:
            cached.cache_clear()  # so that a test executes what was cached on import
        self._baseline(session.items)
        functions = live_functions(paths)
        waiting = collections.deque(self.mutants)
        killed: dict[pytest.Item, list[Mutant]] = collections.defaultdict(list)
        count = 0
        while waiting:
            mutant = waiting.popleft()
            killer = self._try(mutant, functions, session.items)
            if killer is None:
                continue
            killed[killer].append(mutant)
            count += 1
            if count % CHECK_EVERY == 0 and not self._passes(killer):
                self._note("BASELINE", killer.nodeid, "fails now and then")
                self._unreliable.add(killer)
                waiting.extend(killed.pop(killer))
        session._setupstate.teardown_exact(None)
        return True

    def _baseline(self, items: Sequence[pytest.Item]) -> None:
        recorder = LineRecorder({str(one.path) for one in self.mutants})
        self._recorder = recorder
        with recorder.recording():
            for item, following in zip(items, [*items[1:], items[0]], strict=True):
                begun = time.process_time()
                is_good = passes(item, following)
                self._cost[item] = time.process_time() - begun
                lines = recorder.take_for(item)
                if not is_good:
                    self._note("BASELINE", item.nodeid, "fails")
                    self._unreliable.add(item)
                    continue
                for place in lines:
                    self._covers.setdefault(place, []).append(item)
        self._recorder = None

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        if self._recorder is None or fixturedef.scope != "module":
            return (yield)
        with self._recorder.fixture(fixturedef):
            return (yield)

    def _tests(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """Those that execute the mutant, the quickest first; up to both limits.

        Tables, and functions that only make tables, are evaluated on import, and cached
        functions once, so every test of their app may notice them: the tests named
        after their module first, then as many as the time allows.
        """
        covering: set[pytest.Item] = set()
        if mutant.function:
            lines = range(mutant.line, mutant.last_line + 1)
            places = [(str(mutant.path), line) for line in lines]
            covering = {one for place in places for one in self._covers.get(place, ())}
        place = (str(mutant.path), mutant.function)
        codes = (one.__wrapped__.__code__ for one in self._caches)
        is_cached = place in {(one.co_filename, one.co_qualname) for one in codes}
        most = self._most
        is_table = not mutant.function or mutant.path.name in TABLES
        if is_cached or (not covering and is_table):
            home = str(APPS / app_of(mutant))
            covering = {one for one in items if str(one.path).startswith(home)}
            most = len(covering)
        covering -= self._unreliable
        beside = f"test_{mutant.path.name}"
        tests: list[pytest.Item] = []
        spent = 0.0
        quickest = self._by_function(covering)
        for item in sorted(quickest, key=lambda one: one.path.name != beside):
            is_over = spent + self._cost[item] > self._budget
            if tests and (is_over or len(tests) == most):
                break
            tests.append(item)
            spent += self._cost[item]
        # By file, because each has fixtures that are made anew for it.
        return sorted(tests, key=lambda one: (one.path.name != beside, one.path))

    def _by_function(self, items: set[pytest.Item]) -> list[pytest.Item]:
        """The quickest first; but the cases of one test are much alike, so the second
        of them comes after the first of all others, and so on.
        """
        seen: collections.Counter[str] = collections.Counter()
        turns = []
        for item in sorted(items, key=lambda one: (self._cost[one], one.nodeid)):
            name = item.nodeid.partition("[")[0]
            turns.append((seen[name], item))
            seen[name] += 1
        return [item for _, item in sorted(turns, key=lambda turn: turn[0])]

    def _try(
        self,
        mutant: Mutant,
        functions: dict[tuple[str, str], list[types.FunctionType]],
        items: Sequence[pytest.Item],
    ) -> pytest.Item | None:
        """Run the tests of a mutant; returns the one that noticed it."""
        tests = self._tests(mutant, items)
        self._forget(items[0].session)
        try:
            with planted(mutant, functions) as is_planted:
                if not is_planted or not tests:
                    self._note(mutant.name, "", "no test executes it")
                    return None
                for item in tests:
                    if not self._passes(item):
                        self._note(mutant.name, item.nodeid, "killed")
                        return item
        except BrokenImport:
            self._note(mutant.name, "import", "killed")
            return None
        finally:
            self._forget(items[0].session)
        self._note(mutant.name, f"{len(tests)} tests", "survived", tests)
        return None

    def _forget(self, session: pytest.Session) -> None:
        """Undo what was made with other code: it would hide the mutant, or keep it.

        These are snapshots, the fixtures of modules, and the caches of functions.
        """
        from tests import snapshots  # pytest rewrites it, so not before

        whole: Any = session  # with the fixtures of its scope, such as the database
        session._setupstate.teardown_exact(whole)
        snapshots.STATE.snapshots.clear()
        for cached in self._caches:
            cached.cache_clear()

    def _passes(self, item: pytest.Item) -> bool:
        other = next(i for i in item.session.items if i is not item and _near(i, item))
        with cpu_limit(SLACK * (self._cost[item] + 1)):
            return passes(item, other)

    def _note(
        self, name: str, by: str, result: str, tests: Sequence[pytest.Item] = ()
    ) -> None:
        self.results[name] = result
        row: dict[str, Any] = {"mutant": name, "result": result, "by": by}
        if tests:
            row["tests"] = [one.nodeid for one in tests]
        with self._out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _near(item: pytest.Item, other: pytest.Item) -> bool:
    """Whether two tests share the fixtures of a module, so that these stay."""
    alone = sum(one.path == other.path for one in other.session.items) == 1
    return alone or item.path == other.path


def passes(item: pytest.Item, following: pytest.Item) -> bool:
    """Run a test again; fixtures that it shares with `following` stay."""
    item.session._setupstate.teardown_exact(item)
    reports = runtestprotocol(item, log=False, nextitem=following)
    return all(not one.failed for one in reports)


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeoutError` in whatever runs after so much processor time."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def equivalent() -> set[str]:
    """The mutants that change nothing, each with its reason after a tab."""
    if not EQUIVALENT.exists():
        return set()
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0] for line in lines if line and line[0] != "#"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    options = parser.parse_args()
    chosen = choose(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    run = Run(chosen, options.out, options.budget, options.most)
    tests = options.tests or [
        f"src/balarea/{app}/tests" for app in sorted({app_of(one) for one in chosen})
    ]
    flags = ["-q", "-p", "no:cacheprovider", "-m", "not slow"]
    pytest.main([*flags, *tests], plugins=[run])
    count = collections.Counter(run.results.values())
    survivors = [name for name, result in run.results.items() if result != "killed"]
    print("\n".join(survivors))
    print(json.dumps({"seed": options.seed, **count}))


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--app", action="append", help="all apps unless named")
    parser.add_argument("--tests", action="append", help="paths; else the app's tests")
    parser.add_argument("--only", choices=["rules", "operations"])
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--match", default="", help="part of a mutant's name")
    parser.add_argument("--budget", type=float, default=60, help="CPU s for a mutant")
    parser.add_argument("--most", type=int, default=60, help="tests for a mutant")
    parser.add_argument("--out", type=Path, default=Path(".data/mutants.jsonl"))


def choose(options: argparse.Namespace) -> list[Mutant]:
    candidates = rule_mutants() if options.only != "operations" else []
    if options.only != "rules":
        candidates += operation_mutants(options.sample, options.seed)
    left_out = equivalent()
    return [
        one
        for one in candidates
        if (not options.app or app_of(one) in options.app)
        and options.match in one.name
        and one.name not in left_out
    ]


if __name__ == "__main__":
    main()
