"""One question checked: what was typed, and the limits of law on its answer."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from . import questions, reading
from .format import Field, Page
from .logic import Facts
from .questions import Days, Param, Single


class Problem(NamedTuple):
    """A question or requirement with a problem; pages have a sentence for each code.

    `page` is empty for a requirement. A question of a group is named as in the form;
    see `groups.name`.
    """

    field: str
    code: str
    params: Mapping[str, Param]
    page: str = ""


def read(
    field: Field, raw: Sequence[str], page: Page, days: Days, name: str
) -> tuple[Single | None, Problem | None]:
    """The answer, or what is wrong with it; `name` is the question's in the form."""
    try:
        answer = reading.read(field, raw, days)
    except questions.Unreadable as unreadable:
        return None, Problem(name, unreadable.code, unreadable.params, page.id)
    if answer is None and field.required:
        return None, Problem(name, "REQUIRED", {}, page.id)
    return answer, None


def broken(field: Field, facts: Facts, page: Page, name: str) -> list[Problem]:
    """The first rule that an answer breaks, by its place among those of its field."""
    for place, limit in enumerate(field.limits):
        if limit.rule(facts) is True:
            return [Problem(name, "RULE", {"rule": place}, page.id)]
    return []
