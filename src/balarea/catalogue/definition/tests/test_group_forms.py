"""Adding and removing entries: what a form holds after a button was pressed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import group_forms, groups
from ..group_forms import ADD, REMOVE
from .group_samples import make, typed

[GROUP] = make(min=0, max=4).pages[0].fields
[NEEDED] = make(min=2, max=4).pages[0].fields

NUMBERS = st.integers(0, 6).map(str) | st.sampled_from(["", "x", "-1", "1000000000"])
TEXTS = st.sampled_from(["", " ", "\u200b", "Budi", "Ani", "12"])


@st.composite
def forms(draw: st.DrawFn) -> dict[str, list[str]]:
    """What a browser, or somebody else, may send: gaps, repeats, strangers."""
    form = {"workers": draw(st.lists(NUMBERS, max_size=8)), "other": ["kept"]}
    for number in draw(st.sets(NUMBERS, max_size=8)):
        for question in ("name", "wage", "strange"):
            values = draw(st.lists(TEXTS, max_size=2))
            form[f"workers-{number}-{question}"] = values
    return form


def entries(form: dict[str, list[str]]) -> list[list[list[str]]]:
    """The values of each entry that the form lists."""
    return [
        [
            form.get(groups.name("workers", number, question.id), [])
            for question in GROUP.fields
        ]
        for number in groups.listed(GROUP, form)
    ]


def press(form: dict[str, list[str]], **button: str) -> dict[str, list[str]]:
    pressed = {name: [value] for name, value in button.items()}
    return group_forms.arranged([GROUP], form | pressed)


@given(forms())
def test_entries_are_numbered_from_nought_and_nothing_else_stays(form: Any) -> None:
    arranged = press(form, add="workers")
    count = len(arranged["workers"])
    assert arranged["workers"] == [str(number) for number in range(count)]
    assert count <= groups.most(GROUP) + 1
    names = {
        groups.name("workers", number, question.id)
        for number in range(count)
        for question in GROUP.fields
    }
    assert {"workers", "other"} <= set(arranged) <= names | {"workers", "other"}


@given(forms())
def test_one_entry_is_added_at_the_end_unless_the_group_is_full(form: Any) -> None:
    before, after = entries(form), entries(press(form, add="workers"))
    if len(before) < groups.most(GROUP):
        assert after == [*before, [[]] * len(GROUP.fields)]
    else:
        assert after == before


@given(forms(), st.data())
def test_the_entry_that_is_removed_is_the_only_one_missing(
    form: Any, data: st.DataObject
) -> None:
    numbers, before = groups.listed(GROUP, form), entries(form)
    if not numbers:
        return
    place = data.draw(st.integers(0, len(numbers) - 1))
    after = press(form, remove=f"workers-{numbers[place]}")
    assert entries(after) == before[:place] + before[place + 1 :]


@given(forms())
def test_what_is_added_and_removed_again_leaves_the_form_as_it_was(form: Any) -> None:
    same = press(form, remove="workers-999")  # an entry that isn't there
    if len(same["workers"]) >= groups.most(GROUP):
        return
    added = press(same, add="workers")
    assert press(added, remove=f"workers-{added['workers'][-1]}") == same


@given(forms())
def test_a_form_that_is_saved_twice_is_the_same(form: Any) -> None:
    once = group_forms.arranged([GROUP], form)
    assert group_forms.arranged([GROUP], once) == once
    typed_values = [one for one in entries(form) if _has_text(one)]
    assert entries(once) == typed_values


def _has_text(entry: list[list[str]]) -> bool:
    return any(
        value.replace("\u200b", "").strip() for values in entry for value in values
    )


@pytest.mark.parametrize(
    ("has_text", "expected"),
    [
        ([False, False, False], [False, False]),
        ([False, True, False], [False, True]),
        ([True, False, True], [True, True]),
    ],
)
def test_an_empty_entry_stays_where_the_group_needs_it(
    has_text: list[bool], expected: list[bool]
) -> None:
    blank = {"name": "", "origin": "", "wage": "\u200b"}
    form = typed(*[{} if one else blank for one in has_text])
    saved = group_forms.arranged([NEEDED], form)
    assert [_has_text(entry) for entry in entries(saved)] == expected


def test_only_a_button_of_a_group_counts_as_pressed() -> None:
    form = typed({})
    assert not group_forms.is_pressed([GROUP], form)
    for button in ({ADD: ["other"]}, {REMOVE: ["workers"]}, {REMOVE: ["workers-x"]}):
        assert not group_forms.is_pressed([GROUP], form | button)
    for button in ({ADD: ["workers"]}, {REMOVE: ["workers-0"]}):
        assert group_forms.is_pressed([GROUP], form | button)
        assert group_forms.arranged([GROUP], form | button).keys().isdisjoint(button)


def test_a_group_that_the_form_did_not_show_is_left_alone() -> None:
    assert group_forms.arranged([GROUP], {"other": ["x"]}) == {"other": ["x"]}
