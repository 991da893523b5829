"""Collection of things at a desk: checks of the definition, and the chosen place."""

from collections.abc import Iterator, Mapping
from typing import Any

from balarea.foundation import languages

from .endings import Collect
from .format import Definition

MAX_DAYS = 60
MAX_LENGTH = 42


def collect_defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Defects in where, when and with what a thing is collected."""
    if definition.output is None or (collect := definition.output.collect) is None:
        return
    if not collect.bring:
        yield "output.collect.bring", "names at least one thing to bring"
    if not 0 <= collect.ready_working_days <= MAX_DAYS:
        yield "output.collect.ready_working_days", f"is 0 to {MAX_DAYS}"
    yield from _length_defects(definition, collect)
    yield from _place_defects(definition, collect)


def _length_defects(
    definition: Definition, collect: Collect
) -> Iterator[tuple[str, str]]:
    """One short message names the thing, the day and the place (`notices/issued`)."""
    field = definition.fields.get(collect.place_field or "")
    choices = field.choices if field else ()
    for language in languages.CODES:
        places = [len(choice.label.of(language)) for choice in choices]
        if len(collect.thing.of(language)) + max(places, default=0) > MAX_LENGTH:
            yield "output.collect.thing", f"with its place it has {MAX_LENGTH} letters"


def _place_defects(
    definition: Definition, collect: Collect
) -> Iterator[tuple[str, str]]:
    if collect.place_field is None:
        if collect.desk_value is not None:
            yield "output.collect.desk_value", "is a choice of place_field"
        return
    path = "output.collect.place_field"
    field = definition.fields.get(collect.place_field)
    if field is None or field.type != "CHOICE":
        yield path, f"{collect.place_field!r} is no question of the type CHOICE"
        return
    # Messages and the tracking page name the place.
    if field.personal:
        yield path, "is not personal data"
    values = {choice.value for choice in field.choices}
    if collect.desk_value is not None and collect.desk_value not in values:
        yield "output.collect.desk_value", f"is no choice of {field.id}"


def place_chosen(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The value of the place that was chosen; empty where there is no choice."""
    collect = definition.output.collect if definition.output else None
    if collect is None or collect.place_field is None:
        return ""
    return str(answers.get(collect.place_field) or "")
