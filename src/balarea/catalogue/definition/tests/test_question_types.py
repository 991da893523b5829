"""Each question type is one record, and other lists of types agree with it."""

import re
from pathlib import Path

import pytest

from .. import reading
from ..format import Choice, Field
from ..question_types import QUESTION_TYPES
from ..texts import Text
from . import builders

GUIDE = Path(__file__).parents[5] / "docs" / "service-definitions.md"
DAYS = reading.Days(builders.TODAY, builders.TODAY)
WITH_EXAMPLES = [name for name, kind in QUESTION_TYPES.items() if kind.examples]
LABEL = Text(id="Teks", en="Text")


def question(kind: str) -> Field:
    choices = (Choice(value="A", label=LABEL),)
    has_choices = QUESTION_TYPES[kind].has_choices
    return Field(id="q", type=kind, label=LABEL, choices=choices if has_choices else ())


def test_refuses_a_question_of_an_unknown_type() -> None:
    tree = builders.tree()
    tree["pages"][0]["fields"][0]["type"] = "COLOUR"
    messages = builders.messages(builders.make(pages=tree["pages"]))
    assert "'COLOUR' is no type of question" in messages


@pytest.mark.parametrize("kind", WITH_EXAMPLES)
def test_every_example_is_an_answer(kind: str) -> None:
    field = question(kind)
    for example in QUESTION_TYPES[kind].examples:
        assert reading.read(field, reading.raw(field, example), DAYS)


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_no_type_takes_two_values_unless_it_reads_a_list(kind: str) -> None:
    if QUESTION_TYPES[kind].reads_list:
        assert reading.read(question(kind), ["A", "A"], DAYS) == ["A"]
        return
    with pytest.raises(reading.Unreadable) as unreadable:
        reading.read(question(kind), ["A", "A"], DAYS)
    assert unreadable.value.code == "ONE_VALUE"


def test_the_guide_explains_every_type() -> None:
    table = re.findall(r"^\| (`[A-Z_`, ]+) \|", GUIDE.read_text("utf-8"), re.MULTILINE)
    explained = re.findall(r"`([A-Z_]+)`", " ".join(table))
    assert sorted(explained) == sorted(QUESTION_TYPES)
