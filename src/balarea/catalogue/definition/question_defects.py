"""Static checks of a single question of a definition."""

import datetime as dt
import re
from collections.abc import Iterator

from . import group_defects, reading
from .errors import Defect
from .format import Definition, Field
from .question_types import QUESTION_TYPES

FIELD_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VALUE = re.compile(r"[A-Z0-9][A-Z0-9_]{0,39}")
_DIGITS_ONLY = r"(\[[-0-9. ]+\]|\\d|[0-9. -]|\{[0-9,]+\}|[*+?])+"
_TODAY = dt.date(2026, 1, 1)


def unknown_types(definition: Definition) -> Iterator[Defect]:
    """Questions of a type that isn't in `QUESTION_TYPES`."""
    for name, message in group_defects.unknown_types(definition):
        yield Defect(definition.code, f"fields.{name}", message)


def defects(field: Field) -> Iterator[str]:
    """All defects of a question of a known type."""
    if not FIELD_ID.fullmatch(field.id):
        yield "an id is of small letters, digits and underscores"
    kind = QUESTION_TYPES[field.type]
    if bool(field.choices) != kind.has_choices:
        yield "choices belong to CHOICE and CHOICES, and to these only"
    values = [choice.value for choice in field.choices]
    if len(set(values)) != len(values) or not all(map(_VALUE.fullmatch, values)):
        yield "values of choices are unique, of capital letters and digits"
    if field.max_length is not None and not (
        kind.has_length and 1 <= field.max_length <= reading.MAX_RAW
    ):
        yield f"max_length is 1 to {reading.MAX_RAW}, for texts only"
    yield from _pattern_defects(field)
    yield from _bound_defects(field)
    yield from group_defects.defects(field)


def _pattern_defects(field: Field) -> Iterator[str]:
    """A pattern is short and cannot run away: no repetition of a group."""
    if field.mismatch is not None and field.pattern is None:
        yield "a mismatch is told of a pattern"
    if field.pattern is None:
        return
    if field.type != "TEXT" or len(field.pattern) > 100:
        yield "a pattern is for TEXT, of at most 100 characters"
    if re.fullmatch(_DIGITS_ONLY, field.pattern):
        yield "a number is a question of its type: KK, NPWP, NIB, KBLI or DIGITS"
    if re.search(r"\)[*+{]|\\[1-9]|\(\?", field.pattern):
        yield "a pattern repeats no group and refers to none"
    try:
        re.compile(field.pattern)
    except re.error:
        yield "the pattern is no regular expression"
    if field.hint is None:
        yield "a pattern needs a hint that says what is expected"


def _bound_defects(field: Field) -> Iterator[str]:
    bounds = [bound for bound in (field.min, field.max) if bound is not None]
    if not bounds:
        return
    allowed = QUESTION_TYPES[field.type].bounds
    if allowed == "DAY":
        try:
            days = [reading.day(str(bound), _TODAY) for bound in bounds]
        except ValueError:
            yield "a bound of a date is YYYY-MM-DD or TODAY, TODAY+7, TODAY-60"
            return
        if days != sorted(days):
            yield "min is not after max"
        hint = field.hint.id if field.hint else ""
        if "TODAY" in str(field.min) and re.search(r"\d{4}", hint):
            yield "a day in the hint grows too old for min: leave it out"
        return
    whole = allowed == "WHOLE"
    if allowed == "NONE":
        yield "bounds belong to numbers, dates, CHOICES, DIGITS and (age) NIK"
    for bound in bounds:
        if isinstance(bound, str) or (whole and not isinstance(bound, int)):
            yield "a bound is a number, whole for whole numbers"
            return
    if bounds != sorted(bounds, key=float):
        yield "min is not above max"


def bounds_defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Bounds for some cases belong to the forms of bundles, which are compiled."""
    for name, field in definition.fields.items():
        if field.bounds or any(one.bounds for one in field.fields):
            yield f"fields.{name}.bounds", "are for the forms of bundles"
