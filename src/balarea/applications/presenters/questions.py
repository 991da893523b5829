"""The questions of a page, for the form components."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

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
    districts: Sequence[villages.Group] = ()
    group: "Group | None" = None


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a group. `to_remove` is the button's text, empty if it is needed."""

    number: int
    title: str
    anchor: str
    questions: Sequence[Question]
    to_remove: str


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """The entries of a group. `to_add` is the button's text, empty when it is full."""

    entries: Sequence[Entry]
    to_add: str
    next_anchor: str


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


def form_values(field: engine.Field, answer: Any) -> dict[str, list[str]]:
    """A stored answer, of a group too, by the names in the form."""
    if not engine.is_group(field):
        return {field.id: typed(field, answer)}
    given = answer if isinstance(answer, list) else []
    form = {field.id: [str(number) for number in range(len(given))]}
    for number, entry in enumerate(given):
        for nested in field.fields:
            name = engine.name(field.id, number, nested.id)
            form[name] = typed(nested, entry.get(nested.id))
    return form


def question(
    field: engine.Field,
    values: Sequence[str],
    language: str,
    error: str = "",
    districts: Sequence[villages.Group] = (),
) -> Question:
    """One question; `values` are raw, as typed or stored; `districts` has the
    villages."""
    kind = engine.QUESTION_TYPES[field.type]
    extra: dict[str, Any] = dict(kind.attributes)
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
        districts=districts,
        **extra,
    )


def questions(
    fields: Iterable[engine.Field],
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    language: str,
    group_entries: Mapping[str, Sequence[engine.ShownEntry]],
    districts: Mapping[str, Sequence[villages.Group]],
) -> list[Question]:
    """The questions of these fields, with values and errors by name in the form.

    `group_entries` are those of each group, `districts` the villages of each question.
    """
    rows = []
    for field in fields:
        row = question(
            field,
            raw.get(field.id, ()),
            language,
            errors.get(field.id, ""),
            districts.get(field.id, ()),
        )
        if field.id in group_entries:
            group = _group(field, group_entries[field.id], raw, errors, language)
            row = dataclasses.replace(row, group=group)
        rows.append(row)
    return rows


def names(rows: Iterable[Question]) -> Iterator[str]:
    """The names in the form of all questions, those of groups included."""
    for row in rows:
        yield row.name
        for entry in row.group.entries if row.group else ():
            yield from (one.name for one in entry.questions)


def _group(
    field: engine.Field,
    shown: Sequence[engine.ShownEntry],
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    language: str,
) -> Group:
    called = (field.entry or field.label).of(language)
    entries = [_entry(field, one, len(shown), raw, errors, language) for one in shown]
    is_full = len(shown) >= engine.most(field)
    text = _("Add another %(entry)s") if entries else _("Add %(entry)s")
    to_add = "" if is_full else text % {"entry": _within_sentence(called)}
    return Group(entries, to_add, f"{field.id}-{len(shown)}")


def _entry(
    group: engine.Field,
    entry: engine.ShownEntry,
    total: int,
    raw: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
    language: str,
) -> Entry:
    called = (group.entry or group.label).of(language)
    number = entry.number + 1
    rows = []
    for field in entry.fields:
        name = engine.name(group.id, entry.number, field.id)
        row = question(field, raw.get(name, ()), language, errors.get(name, ""))
        # A browser would fill in its owner's own data, the same in each entry.
        rows.append(dataclasses.replace(row, name=name, autocomplete=""))
    place = {"entry": called, "number": number, "total": total}
    remove = {"entry": _within_sentence(called), "number": number}
    is_needed = total <= engine.least(group)
    return Entry(
        number=entry.number,
        title=_("%(entry)s %(number)s of %(total)s") % place,
        anchor=f"{group.id}-{entry.number}",
        questions=rows,
        to_remove="" if is_needed else _("Remove %(entry)s %(number)s") % remove,
    )


def _within_sentence(called: str) -> str:
    """`Family member` as `family member`; `NIB` stays."""
    return called if called[1:2].isupper() else called[:1].lower() + called[1:]
