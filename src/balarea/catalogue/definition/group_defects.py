"""Static checks of repeated groups."""

from collections.abc import Iterator, Mapping
from typing import Any

from . import groups, readers
from .format import Definition, Field
from .question_types import QUESTION_TYPES

MAX_FIELDS = 12
# Characters of all texts of a full group. A form that is sent after its session is
# over is saved until its sender has signed in again, up to 100,000 characters.
MAX_TEXTS = 80_000


def defects(field: Field) -> Iterator[str]:
    """Defects of a group as such, and of a question that isn't one."""
    if not groups.is_group(field):
        if field.fields or field.entry is not None:
            yield "fields and entry belong to GROUP"
        return
    if not 1 <= len(field.fields) <= MAX_FIELDS:
        yield f"a group has 1 to {MAX_FIELDS} questions"
    if field.entry is None:
        yield "entry says what one of the group is called"
    if any(groups.is_group(one) for one in field.fields):
        yield "a group holds no group"
    if not field.required:
        yield "min says how many entries there must be; required is not for a group"
    yield from _size_defects(field)


def _size_defects(field: Field) -> Iterator[str]:
    """The bounds, and what a form with as many entries as allowed would send."""
    if isinstance(field.min, int) and field.min < 0:
        yield "min is not below 0"
    if not isinstance(field.max, int) or not 1 <= field.max <= groups.MAX_ENTRIES:
        yield f"max is 1 to {groups.MAX_ENTRIES} entries"
        return
    if (inputs := _inputs(field) * field.max) > groups.MAX_INPUTS:
        yield f"a full form has {inputs} fields, at most {groups.MAX_INPUTS}"
    if (texts := _texts(field) * field.max) > MAX_TEXTS:
        yield f"a full form has {texts} characters, at most {MAX_TEXTS}"


def _inputs(group: Field) -> int:
    """How many fields one entry sends at most, its number included."""
    return 1 + sum(
        len(one.choices) if QUESTION_TYPES[one.type].reads_list else 1
        for one in group.fields
    )


def _texts(group: Field) -> int:
    """How many characters the texts of one entry have at most."""
    return sum(
        readers.most(one) for one in group.fields if QUESTION_TYPES[one.type].has_length
    )


def name_defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """A question of a group has an id of its own in it, and none of those outside."""
    for group in definition.fields.values():
        seen = set(definition.fields)
        for one in group.fields:
            if one.id in seen:
                yield f"fields.{group.id}", f"{one.id!r} stands there twice"
            seen.add(one.id)


def birth_defects(group: Field, field: Field) -> Iterator[str]:
    """`birth` of a NIK in a group names a date of the same entry."""
    if field.birth is None:
        return
    dates = {one.id for one in group.fields if one.type == "DATE"}
    if field.type != "NIK" or field.birth not in dates:
        yield "birth is for a NIK, and names a question for a date"


def example_defects(
    definition: Definition, answers: Mapping[str, Any]
) -> Iterator[str]:
    """Examples answer existing questions, a group's by maps and no other by a map."""
    for name, answer in answers.items():
        field = definition.fields.get(name)
        if field is None:
            yield f"{name!r} is no question"
            continue
        entries = [] if isinstance(answer, str) else list(answer)
        is_text = isinstance(answer, str) or any(isinstance(e, str) for e in entries)
        is_map = any(isinstance(one, dict) for one in entries)
        if is_text if groups.is_group(field) else is_map:
            yield f"{name!r}: a group is answered by a list of maps, others by texts"
        ids = {one.id for one in field.fields}
        for key in (key for one in entries if isinstance(one, dict) for key in one):
            if key not in ids:
                yield f"{name!r} asks no {key!r}"


def unknown_types(definition: Definition) -> Iterator[tuple[str, str]]:
    """Questions of a type that isn't in `QUESTION_TYPES`, with their paths."""
    for name, field in definition.fields.items():
        for one in (field, *field.fields):
            if one.type not in QUESTION_TYPES:
                path = name if one is field else f"{name}.{one.id}"
                yield path, f"{one.type!r} is no type of question"
