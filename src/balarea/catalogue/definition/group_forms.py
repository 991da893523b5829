"""The buttons of a repeated group: what a form holds after one was pressed.

Each result depends on what was sent and on nothing else, so that a second tap, which
sends the same once more, adds or removes nothing more.
"""

from collections.abc import Iterable, Mapping, Sequence

from balarea.foundation import normalization

from . import groups
from .format import Field

# Names of the buttons. `add` sends the group's id, `remove` the id and the number.
ADD, REMOVE = "add", "remove"


def is_pressed(fields: Iterable[Field], raw: groups.Raw) -> bool:
    """Whether the form was sent by a button of one of its groups."""
    return any(
        groups.is_group(field) and _pressed(field, raw) is not None for field in fields
    )


def arranged(fields: Iterable[Field], raw: groups.Raw) -> dict[str, list[str]]:
    """The form after its button, with the entries of each group numbered from 0.

    A form that is saved loses empty entries that the group doesn't need; one that gets
    or loses an entry keeps them.
    """
    fields = [field for field in fields if groups.is_group(field)]
    form = {name: list(values) for name, values in raw.items()}
    keeps_empty = is_pressed(fields, raw)
    for field in fields:
        if field.id in raw:
            _arrange(field, raw, form, keeps_empty=keeps_empty)
    return {name: values for name, values in form.items() if name not in {ADD, REMOVE}}


def _arrange(
    field: Field, raw: groups.Raw, form: dict[str, list[str]], *, keeps_empty: bool
) -> None:
    numbers: list[int | None] = list(groups.listed(field, raw))
    pressed = _pressed(field, raw)
    if pressed is not None and pressed in numbers:
        numbers.remove(pressed)
    elif pressed is not None and _adds(field, raw):
        if len(numbers) < groups.most(field):
            numbers.append(None)
    elif not keeps_empty:
        numbers = _needed(field, raw, numbers)
    for name in _names(field, raw):
        del form[name]
    form[field.id] = [str(place) for place in range(len(numbers))]
    for place, number in enumerate(numbers):
        if number is None:  # the one that is added
            continue
        for question in field.fields:
            sent = raw.get(groups.name(field.id, number, question.id))
            if sent is not None:
                form[groups.name(field.id, place, question.id)] = list(sent)


def _pressed(field: Field, raw: groups.Raw) -> int | None:
    """The number of the entry to remove, or -1 to add one; None if neither."""
    if _adds(field, raw):
        return -1
    for value in raw.get(REMOVE, ()):
        group, _, number = value.rpartition("-")
        if group == field.id and groups.is_number(number):
            return int(number)
    return None


def _adds(field: Field, raw: groups.Raw) -> bool:
    return field.id in raw.get(ADD, ())


def _needed(
    field: Field, raw: groups.Raw, numbers: Sequence[int | None]
) -> list[int | None]:
    """Without empty entries, except those that the group needs to reach its `min`."""
    empty = [number for number in numbers if _is_empty(field, number, raw)]
    needed = max(0, groups.least(field) - (len(numbers) - len(empty)))
    dropped = set(empty[needed:])
    return [number for number in numbers if number not in dropped]


def _is_empty(field: Field, number: int | None, raw: groups.Raw) -> bool:
    return number is None or not any(
        normalization.visible(value).strip()
        for question in field.fields
        for value in raw.get(groups.name(field.id, number, question.id), ())
    )


def _names(field: Field, raw: Mapping[str, object]) -> list[str]:
    """The names of every answer in the group, whatever its number."""
    return [name for name in raw if name.startswith(f"{field.id}-")]
