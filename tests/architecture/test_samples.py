"""What `script/test` takes a part of is there, and a soak takes the whole of it."""

from pathlib import Path

import pytest
from bench.soak import journeys, samples, services

from tests import sampling, turns

ROOT = Path(__file__).resolve().parents[2]
EVERY = [one for turn in turns.TURNS for one in turn.tests]


@pytest.fixture(autouse=True)
def _of_one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sampling.SEED, "7")
    monkeypatch.delenv(sampling.ALL, raising=False)
    monkeypatch.setattr(sampling, "NAMED", set())
    monkeypatch.setattr(sampling, "changed_files", lambda: frozenset({"tests/a.py"}))


@pytest.mark.parametrize("test", EVERY)
def test_each_test_that_takes_turns_exists_and_a_soak_takes_it(test: str) -> None:
    path, _, function = test.partition("::")
    assert f"def {function}" in (ROOT / path).read_text("utf-8")
    taken = ("tests/journeys/", *journeys.SAMPLED, *services.TESTS)
    assert path.startswith(taken)


def test_files_that_draw_a_sample_are_taken_whole_by_a_soak() -> None:
    listed = samples.files()
    assert "tests/architecture/test_no_log_no_commit.py" in listed
    assert all((ROOT / path).exists() for path in (*listed, *samples.ELSEWHERE))


def test_a_part_is_as_large_as_was_asked_in_order_and_drawn_by_the_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = sampling.part("numbers", range(100), of=4)
    assert len(first) == 25
    assert first == sorted(first) == sampling.part("numbers", range(100), of=4)
    monkeypatch.setenv(sampling.SEED, "8")
    assert sampling.part("numbers", range(100), of=4) != first


def test_takes_a_file_whole_that_was_named_or_changed_or_where_all_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sizes() -> list[int]:
        files = (str(ROOT / "tests" / name) for name in ("a.py", "b.py", "c.py"))
        return [len(sampling.part("x", range(9), of=3, file=file)) for file in files]

    assert sizes() == [9, 3, 3]
    sampling.NAMED.add("tests/b.py")
    assert sizes() == [9, 9, 3]
    monkeypatch.setenv(sampling.ALL, "1")
    assert sizes() == [9, 9, 9]


def test_leaves_out_all_of_a_turn_but_what_is_drawn_named_or_changed() -> None:
    [turn] = [one for one in turns.TURNS if one.name == "journeys"]
    out = turns.left_out(turn)
    assert out < set(turn.tests)
    assert len(turn.tests) - len(out) == -(-len(turn.tests) // turn.of)
    sampling.NAMED.update(out)
    assert turns.left_out(turn) == set()
