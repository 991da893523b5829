"""The questions of a page, for the form components."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from balarea.applications.presenters import villages
from balarea.catalogue import definition as engine

MANY_CHOICES = 9  # more are shown as a drop-down list instead of radio buttons


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer so far; `kind` names the component."""

    kind: str
    name: str
    label: str
    hint: str
    required: bool
    value: str | Sequence[str]
    error: str = ""
    options: Sequence[tuple[str, str]] = ()
    type: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    width: str = ""
    maxlength: str = ""
    help: str = ""
    groups: Sequence[villages.Group] = ()


SHORT = 40  # a text of at most so many characters gets a narrower box


def _kind(field: engine.Field) -> str:
    if field.type == "CHOICE" and len(field.choices) > MANY_CHOICES:
        return "select"
    return engine.QUESTION_TYPES[field.type].component


def typed(field: engine.Field, answer: Any) -> list[str]:
    """A stored answer as form values."""
    is_date = engine.QUESTION_TYPES[field.type].value == "DATE"
    if is_date and isinstance(answer, str):
        return [f"{dt.date.fromisoformat(answer):%d-%m-%Y}"]
    return engine.raw(field, answer)


def question(
    field: engine.Field,
    values: Sequence[str],
    language: str,
    error: str = "",
    groups: Sequence[villages.Group] = (),
) -> Question:
    """One question; `values` are raw, as typed or stored; `groups` has the villages."""
    kind = engine.QUESTION_TYPES[field.type]
    extra = dict(kind.attributes)
    is_short = field.max_length is not None and field.max_length <= SHORT
    if kind.component == "text" and kind.has_length and is_short:
        extra["width"] = "24"
    if kind.has_length and field.max_length:
        extra["maxlength"] = str(field.max_length)
    one = values[0] if values else ""
    return Question(
        kind=_kind(field),
        name=field.id,
        label=field.label.of(language),
        hint=field.hint.of(language) if field.hint else "",
        required=field.required,
        value=list(values) if kind.reads_list else one,
        error=error,
        options=[(c.value, c.label.of(language)) for c in field.choices],
        autocomplete=field.autocomplete or "",
        help=field.help.of(language) if field.help else "",
        groups=groups,
        **extra,
    )


def questions(
    fields: Iterable[engine.Field],
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    language: str,
    groups: Mapping[str, Sequence[villages.Group]],
) -> list[Question]:
    """The questions of these fields; values, errors and villages by field id."""
    return [
        question(
            field,
            raw.get(field.id, ()),
            language,
            errors.get(field.id, ""),
            groups.get(field.id, ()),
        )
        for field in fields
    ]
