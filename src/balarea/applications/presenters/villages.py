"""The villages that a question offers, grouped by their district."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from balarea.catalogue import definition as engine


class Group(NamedTuple):
    """The villages of one district: code and name."""

    label: str
    options: Sequence[tuple[str, str]]


def groups(
    definition: engine.Definition,
    fields: Iterable[engine.Field],
    answers: Mapping[str, Any],
) -> dict[str, list[Group]]:
    """Question → its villages, districts and names in the order of the alphabet.

    Where the district was answered on an earlier page, only its villages. On the page
    that asks for both all are offered, because the district may be changed there.
    """
    fields = list(fields)
    here = {field.id for field in fields}
    return {
        field.id: _of_field(definition, field, here, answers)
        for field in fields
        if field.villages
    }


def _of_field(
    definition: engine.Definition,
    field: engine.Field,
    here: set[str],
    answers: Mapping[str, Any],
) -> list[Group]:
    names = engine.district_names(definition, field)
    chosen = None if field.within in here else answers.get(field.within or "")
    return sorted(
        Group(names.get(value, value), _by_name(villages))
        for value, villages in field.villages.items()
        if chosen is None or value == chosen
    )


def _by_name(villages: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(villages.items(), key=lambda village: village[1])
