"""Exit pages: the form ends there, nothing after them counts, and each is reached."""

from random import Random
from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue import testing
from balarea.catalogue.definition import generated_answers, json_schema, links

from . import builders
from .builders import TODAY

WHO = {"full_name": "S", "nik": builders.NIK}
SMALL = {**WHO, "kind": "BOARD", "area": "2.5", "is_large": False}
LARGE = {**SMALL, "is_large": True, "height": 8, "engineer": "X"}
EXITS = [
    (code, page.id)
    for code, definition in sorted(testing.online().items())
    for page in definition.pages
    if page.exit is not None
]


def exit_tree(**changes: Any) -> dict[str, Any]:
    """The small definition; large boards end before the last page."""
    tree = builders.tree()
    page: dict[str, Any] = {
        "id": "too_large",
        "title": builders.text(),
        "intro": builders.text(),
        "show_if": {"==": [{"var": "is_large"}, True]},
        "exit": {"text": builders.text(), "service": "TST-002"},
    }
    page |= changes
    tree["pages"].insert(2, {k: v for k, v in page.items() if v is not None})
    return tree


def exiting(**changes: Any) -> definitions.Definition:
    return msgspec.convert(exit_tree(**changes), definitions.Definition)


def test_ends_the_form_and_drops_what_comes_after_it() -> None:
    definition = exiting()
    assert not builders.messages(definition)
    pages = definitions.visible_pages(definition, LARGE, as_of=TODAY)
    assert [page.id for page in pages] == ["who", "what", "too_large"]
    assert definitions.exit_page(definition, LARGE, as_of=TODAY) == pages[-1]
    visible = definitions.visible_answers(definition, LARGE, as_of=TODAY)
    assert "engineer" not in visible
    assert definitions.requirements(definition, LARGE, as_of=TODAY) == []
    assert definitions.possible_requirements(definition, LARGE, as_of=TODAY) == []


def test_goes_on_where_the_answers_lead_past_it() -> None:
    definition = exiting()
    assert definitions.exit_page(definition, SMALL, as_of=TODAY) is None
    assert definitions.exit_page(definition, {}, as_of=TODAY) is None
    problems = definitions.check_all(definition, SMALL, {"R1": 1}, today=TODAY)
    assert problems == []


def test_prevents_filing_by_one_problem_and_asks_for_no_file() -> None:
    problems = definitions.check_all(exiting(), LARGE, {}, today=TODAY)
    assert [(p.page, p.field, p.code) for p in problems] == [
        ("too_large", "too_large", "EXIT")
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"show_if": None}, "give it show_if"),
        ({"intro": None}, "says in its intro why"),
        ({"fields": [builders.field("why", "TEXT")]}, "asks nothing"),
        ({"exit": None}, "has an id of small letters, and questions"),
    ],
)
def test_refuses_an_exit_page_that_leaves_people_alone(
    changes: dict[str, Any], message: str
) -> None:
    assert message in builders.messages(exiting(**changes))


def test_refuses_an_unknown_service_as_the_next_step() -> None:
    defects = list(links.unknown_services({"TST-001": exiting()}))
    assert [defect.path for defect in defects] == ["pages.too_large.exit.service"]


def test_an_exit_stands_in_the_published_shape() -> None:
    schema = json_schema.json_schema("https://example.org/")
    assert "exit" in schema["$defs"]["Page"]["properties"]
    assert schema["$defs"]["Exit"]["required"] == ["text"]


def test_real_services_end_where_people_would_file_in_vain() -> None:
    assert len({code for code, _ in EXITS}) >= 6


@pytest.mark.parametrize(("code", "page_id"), EXITS)
def test_generated_answers_reach_every_exit(code: str, page_id: str) -> None:
    definition = testing.online()[code]
    page = definition.page(page_id)
    assert page is not None
    filled = generated_answers.fill_to_exit(definition, page, Random(code), today=TODAY)
    problems = definitions.check_all(definition, filled.answers, {}, today=TODAY)
    assert [(p.field, p.code) for p in problems] == [(page_id, "EXIT")]


@pytest.mark.parametrize("code", sorted({code for code, _ in EXITS}))
def test_generated_answers_end_in_no_exit_unless_wanted(code: str) -> None:
    definition = testing.online()[code]
    for seed in range(5):
        filled = generated_answers.fill(definition, Random(seed), today=TODAY)
        assert definitions.exit_page(definition, filled.answers, as_of=TODAY) is None


def test_an_exit_that_no_answer_reaches_is_named() -> None:
    never = {"and": [{"==": [{"var": "is_large"}, True]}, False]}
    definition = exiting(show_if=never)
    page = definition.page("too_large")
    assert page is not None
    with pytest.raises(generated_answers.NotFilled, match="too_large"):
        generated_answers.fill_to_exit(definition, page, Random(1), today=TODAY)
