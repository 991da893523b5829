"""What is no group: every defect has its message."""

from typing import Any

import msgspec
import pytest

from .. import json_schema
from ..examples import as_typed
from . import builders
from .builders import field
from .group_samples import defects, group, make

NAME = field("name", "TEXT", max_length=60)


def test_a_right_group_has_no_defect() -> None:
    assert defects(make()) == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fields": []}, "a group has 1 to 12 questions"),
        ({"fields": [NAME | {"id": f"n{n}"} for n in range(13)]}, "1 to 12 questions"),
        ({"entry": None}, "entry says what one"),
        ({"max": None}, "max is 1 to 50 entries"),
        ({"max": 51}, "max is 1 to 50 entries"),
        ({"min": -1}, "min is not below 0"),
        ({"min": 4}, "min is not above max"),
        ({"min": "TODAY"}, "a bound is a number"),
        ({"required": False}, "required is not for a group"),
        ({"fields": [group(id="inner")]}, "a group holds no group"),
        ({"fields": [NAME, NAME]}, "'name' stands there twice"),
        ({"fields": [NAME | {"id": "workers"}]}, "'workers' stands there twice"),
        ({"fields": [NAME | {"type": "COLOUR"}]}, "'COLOUR' is no type of question"),
        ({"fields": [NAME | {"id": "Name"}]}, "an id is of small letters"),
        ({"fields": [field("n", "NIK", birth="name"), NAME]}, "birth is for a NIK"),
        (
            {"fields": [NAME | {"show_if": {"==": [{"var": "later"}, 1]}}]},
            "'later' is no question that is asked before",
        ),
    ],
)
def test_names_each_defect(changes: dict[str, Any], message: str) -> None:
    assert message in builders.messages(make(**changes))


def test_a_full_form_stays_below_what_a_request_may_have() -> None:
    many = [{"value": f"V{n}", "label": builders.text()} for n in range(12)]
    fields = [field("several", "CHOICES", choices=many)]
    assert "650 fields, at most 600" in builders.messages(make(fields=fields, max=50))
    assert defects(make(fields=fields, max=46)) == ""


def test_a_full_form_can_be_saved_while_its_sender_signs_in() -> None:
    fields = [field("story", "LONG_TEXT")]
    message = "100000 characters, at most 80000"
    assert message in builders.messages(make(fields=fields, max=50))
    assert defects(make(fields=fields, max=40)) == ""


def test_only_a_group_has_questions_of_its_own() -> None:
    definition = builders.make_asking(field("a", "TEXT", fields=[NAME]))
    assert "fields and entry belong to GROUP" in builders.messages(definition)


def test_later_rules_do_not_see_into_a_group() -> None:
    later = field("later", "TEXT", show_if={"==": [{"var": "name"}, "Budi"]})
    message = "'name' is no question that is asked before"
    assert message in builders.messages(make(after=(later,)))


def test_a_group_is_no_holder() -> None:
    definition = msgspec.structs.replace(
        make(),
        holder=msgspec.convert({"name": "workers"}, type(builders.make().holder)),
    )
    assert "is one person, not a group" in builders.messages(definition)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"workers": "Budi"}, "a group is answered by a list of maps"),
        ({"workers": ["Budi"]}, "a group is answered by a list of maps"),
        ({"workers": [{"nothing": "x"}]}, "'workers' asks no 'nothing'"),
        ({"place": [{"name": "x"}]}, "a group is answered by a list of maps"),
        ({"nobody": "x"}, "'nobody' is no question"),
    ],
)
def test_an_example_answers_a_group_by_maps(
    answers: dict[str, Any], message: str
) -> None:
    tests = [{"name": "one", "answers": answers, "expect": {}}]
    definition = make(field("place", "TEXT"))
    tree = msgspec.to_builtins(definition) | {"tests": tests}
    wrong = msgspec.convert(tree, type(definition))
    assert message in builders.messages(wrong)


def test_an_example_is_typed_as_a_form_sends_it() -> None:
    entries = [{"name": "Budi"}, {"name": "Ani", "wage": "500"}]
    tests = [{"name": "one", "answers": {"workers": entries, "place": "Sini"}}]
    tests[0]["expect"] = {}
    definition = make(field("place", "TEXT"))
    tree = msgspec.to_builtins(definition) | {"tests": tests}
    whole = msgspec.convert(tree, type(definition))
    assert as_typed(whole, whole.tests[0]) == {
        "workers": ["0", "1"],
        "workers-0-name": ["Budi"],
        "workers-1-name": ["Ani"],
        "workers-1-wage": ["500"],
        "place": ["Sini"],
    }


def test_the_published_schema_has_groups() -> None:
    shape = json_schema.json_schema("http://x")["$defs"]["Field"]["properties"]
    assert shape["fields"]["items"] == {"$ref": "#/$defs/Field"}
