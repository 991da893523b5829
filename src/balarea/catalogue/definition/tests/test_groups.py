"""Groups of questions: read, checked, shown, and what is hidden in them."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as definitions

from .. import groups
from ..checks import Problem
from . import builders
from .builders import TODAY
from .group_samples import WORKERS, defects, make, typed, worker


def check(
    definition: definitions.Definition, raw: dict[str, list[str]], **answers: Any
) -> tuple[Any, list[str]]:
    """The answer to the group, and the problems as `name CODE`."""
    [page] = definition.pages
    read, problems = definitions.check_page(
        definition, page, raw, answers=answers, today=TODAY
    )
    return read.get("workers"), _codes(problems)


def filed(definition: definitions.Definition, **answers: Any) -> list[str]:
    """The problems that prevent filing."""
    return _codes(definitions.check_all(definition, answers, {}, today=TODAY))


def _codes(problems: list[Problem]) -> list[str]:
    return [f"{problem.field} {problem.code}" for problem in problems]


def test_reads_a_map_for_each_entry() -> None:
    answer, problems = check(
        make(), typed({}, {"name": " Ani\u200b ", "wage": "1.000"})
    )
    assert problems == []
    assert answer == [worker(), worker(name="Ani", wage=1000)]


def test_reads_what_it_has_read_to_the_same() -> None:
    answer, _ = check(make(), typed({"born": "17-08-1990"}, {"origin": "FOREIGN"}))
    [group] = make().pages[0].fields
    assert check(make(), groups.raw(group, answer))[0] == answer


def test_keeps_what_is_right_beside_what_is_wrong() -> None:
    answer, problems = check(make(), typed({"wage": "many"}, {"name": ""}))
    assert answer == [
        {"name": "Budi", "origin": "HERE"},
        {"origin": "HERE", "wage": 500},
    ]
    assert problems == ["workers-0-wage NUMBER", "workers-1-name REQUIRED"]


def test_what_is_hidden_in_an_entry_does_not_exist() -> None:
    raw = typed({"passport": "X1"}, {"origin": "FOREIGN", "passport": "X2"})
    answer, problems = check(make(), raw)
    assert problems == []
    assert "passport" not in answer[0]
    assert answer[1]["passport"] == "X2"
    # Nor where it was stored before.
    stored = [worker(passport="X1"), worker(origin="FOREIGN", passport="X2")]
    visible = definitions.visible_answers(make(), {"workers": stored}, as_of=TODAY)
    assert visible == {"workers": [worker(), worker(origin="FOREIGN", passport="X2")]}


def test_asks_in_an_entry_by_its_own_answers_alone() -> None:
    _, problems = check(make(), typed({}, {"origin": "FOREIGN"}, {}))
    assert problems == ["workers-1-passport REQUIRED"]


def test_asks_in_an_entry_by_answers_outside_the_group() -> None:
    fields = [
        builders.field("name", "TEXT"),
        builders.field("task", "TEXT", show_if={"==": [{"var": "large"}, True]}),
    ]
    definition = make(builders.field("large", "YES_NO"), fields=fields)
    entry = {"name": "Budi", "task": "Masak"}
    for large, expected in ((True, [entry]), (False, [{"name": "Budi"}])):
        answers = {"large": large, "workers": [entry]}
        assert (
            definitions.visible_answers(definition, answers, as_of=TODAY)["workers"]
            == expected
        )


@pytest.mark.parametrize(
    ("count", "problem"),
    [(0, "workers TOO_FEW_ENTRIES"), (1, ""), (3, ""), (4, "workers TOO_MANY_ENTRIES")],
)
def test_counts_its_entries(count: int, problem: str) -> None:
    expected = [problem] if problem else []
    answer, problems = check(make(), typed(*[{}] * count))
    assert problems == expected
    assert len(answer) == count
    assert filed(make(), workers=[worker()] * count) == expected


@pytest.mark.parametrize("count", [0, 1, 50, 51])
def test_takes_none_and_fifty_and_not_one_more(count: int) -> None:
    definition = make(min=0, max=50)
    assert defects(definition) == ""
    answer, problems = check(definition, typed(*[{}] * count))
    assert len(answer) == count
    assert problems == (["workers TOO_MANY_ENTRIES"] if count > 50 else [])


def test_a_group_that_was_left_out_has_too_few() -> None:
    assert check(make(), {}) == ([], ["workers TOO_FEW_ENTRIES"])
    assert filed(make()) == ["workers TOO_FEW_ENTRIES"]
    assert filed(make(min=0)) == []


def test_an_entry_without_answers_is_none_if_it_is_not_needed() -> None:
    empty = {"name": "\u200b", "origin": "", "wage": " "}
    _, problems = check(make(), typed(empty, {}))
    assert problems == []
    stored = [{}, worker()]
    assert filed(make(), workers=stored) == []
    assert definitions.visible_answers(make(), {"workers": stored}, as_of=TODAY) == {
        "workers": [worker()]
    }


def test_an_empty_entry_that_is_needed_is_asked_for() -> None:
    empty = {"name": "", "origin": "", "wage": ""}
    _, problems = check(make(min=2), typed(empty, {}, empty))
    assert problems == [
        "workers-0-name REQUIRED",
        "workers-0-origin REQUIRED",
        "workers-0-wage REQUIRED",
    ]


@pytest.mark.parametrize(
    "numbers", [["1000000000"], ["-1"], ["x"], ["1.5"], ["٣"], ["", " 1"]]
)
def test_ignores_what_is_no_number_of_an_entry(numbers: list[str]) -> None:
    raw = {f"workers-{number}-name": ["Budi"] for number in numbers}
    answer, problems = check(make(min=0), raw | {"workers": numbers})
    assert (answer, problems) == ([], [])


def test_takes_entries_as_they_are_listed_whatever_their_numbers() -> None:
    raw = {f"workers-{number}-name": [f"Budi {number}"] for number in (7, 3, 900)}
    answer, _ = check(make(), raw | {"workers": ["7", "3", "7", "900"]})
    assert [entry["name"] for entry in answer] == ["Budi 7", "Budi 3", "Budi 900"]


@pytest.mark.parametrize("stored", ["text", 7, {"0": {}}, [7], [None], [[]]])
def test_takes_no_other_shape_for_entries(stored: Any) -> None:
    visible = definitions.visible_answers(make(), {"workers": stored}, as_of=TODAY)
    assert visible.get("workers", []) == []
    assert filed(make(), workers=stored)


def test_a_limit_of_law_is_reported_in_its_entry() -> None:
    limit = {
        "breaks": {">": [{"var": "wage"}, {"var": "most"}]},
        "text": builders.text(),
        "legal_basis": "L1",
    }
    fields = [builders.field("wage", "NUMBER", min=1, max=9, limits=[limit])]
    definition = make(builders.field("most", "NUMBER"), fields=fields)
    assert defects(definition) == ""
    raw = typed({"wage": "2"}, {"wage": "5"}) | {"most": ["3"]}
    assert check(definition, raw)[1] == ["workers-1-wage RULE"]
    stored = [{"wage": 2}, {"wage": 5}]
    assert filed(definition, most=3, workers=stored) == ["workers-1-wage RULE"]


def test_a_limit_of_the_whole_group_is_reported_at_the_group() -> None:
    limit = {
        "breaks": {">": [{"sum": [WORKERS, {"var": "wage"}]}, 900]},
        "text": builders.text(),
        "legal_basis": "L1",
    }
    definition = make(limits=[limit])
    assert defects(definition) == ""
    assert check(definition, typed({}))[1] == []
    assert check(definition, typed({}, {}))[1] == ["workers RULE"]
    assert filed(definition, workers=[worker(), worker()]) == ["workers RULE"]


def test_compares_a_nik_with_the_day_of_birth_of_its_own_entry() -> None:
    nik = builders.NIK  # of somebody born on 1 July 1990
    entries = [
        worker(born="1990-07-01", worker_nik=nik),
        worker(born="1991-07-01", worker_nik=nik),
        worker(worker_nik=nik),
    ]
    [one] = definitions.contradictions(make(), {"workers": entries}, as_of=TODAY)
    assert (one.nik, one.birth) == ("workers-1-worker_nik", "workers-1-born")
    assert one.day_answered == dt.date(1991, 7, 1)
    assert one.day_in_nik == dt.date(1990, 7, 1)
    assert one.page == one.birth_page == "only"


def test_is_shown_with_a_line_for_each_entry() -> None:
    [group] = make().pages[0].fields
    shown = definitions.display(group, [worker(), {}, worker(name="Ani", wage=1000)])
    assert shown.en.splitlines() == [
        "1. Name: Budi; Text: Local; Wage: Rp500",
        "2. Name: Ani; Text: Local; Wage: Rp1.000",
    ]
    assert "Nama: Ani" in shown.id
    assert definitions.display(group, []).id == "-"


def test_names_the_question_of_an_entry_by_what_it_is_called() -> None:
    definition = make(builders.field("place", "TEXT"))
    assert definitions.label(definition, "workers-1-name", "en") == "Worker 2, Name"
    assert definitions.label(definition, "place", "en") == "Text"
    assert definitions.field(definition, "workers-0-wage").type == "MONEY"
    assert definitions.field(definition, "workers").type == "GROUP"


def test_stands_in_the_sentences_of_the_document_without_what_is_hidden() -> None:
    sentence = builders.text("Bagi {workers}.", "For {workers}.")
    output = {**builders.tree()["output"], "statements": [sentence], "shown": []}
    tree = {**builders.tree(), "output": output, "pages": []}
    whole = msgspec.convert(tree, definitions.Definition)
    whole = msgspec.structs.replace(whole, pages=make().pages)
    [text] = definitions.statements(
        whole, {"workers": [worker(passport="X1"), {}]}, as_of=TODAY
    )
    assert text.en == "For 1. Name: Budi; Text: Local; Wage: Rp500."


def asking_for_files(definition: definitions.Definition) -> definitions.Definition:
    """The definition with a document that is needed for foreigners."""
    foreigners = {"any": [WORKERS, {"==": [{"var": "origin"}, "FOREIGN"]}]}
    requirement = definitions.Requirement(
        id="R1",
        title=definitions.Text(id="Izin", en="Permit"),
        evidence="UPLOAD",
        legal_basis="L1",
        when=foreigners,
        when_text=definitions.Text(id="Bila asing.", en="If foreign."),
    )
    return msgspec.structs.replace(definition, requirements=(requirement,))


def test_a_requirement_may_still_apply_while_an_entry_is_unfinished() -> None:
    definition = asking_for_files(make())

    def maybe(*entries: dict[str, Any]) -> bool:
        answers = {"workers": list(entries)}
        return bool(definitions.possible_requirements(definition, answers, as_of=TODAY))

    assert definitions.possible_requirements(definition, {}, as_of=TODAY)
    assert maybe({"name": "Budi"})
    assert not maybe(worker())
    applies = definitions.requirements(
        definition, {"workers": [worker(), worker()]}, as_of=TODAY
    )
    assert applies == []
    foreigners = {"workers": [worker(), worker(origin="FOREIGN")]}
    assert definitions.requirements(definition, foreigners, as_of=TODAY)
    hidden = [worker(), {"passport": "X1"}]  # passport without an origin is hidden
    assert not maybe(*hidden)


def test_papers_that_depend_on_entries_may_be_needed_before_any_is_written() -> None:
    definition = asking_for_files(make(min=0))
    assert definitions.deciding_fields(definition) == []
    listed = definitions.document_list(definition, {}, today=TODAY)
    assert [one.id for one in listed.possible] == ["R1"]
    assert listed.certain == ()
