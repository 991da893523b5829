"""What people type, read into answers.

An answer is plain JSON: text, whole number, truth, list of choices; a measure
("12.5") and a date ("2026-08-17") are text in one canonical form. Reading an answer
that was read before gives the same answer, so stored answers can be checked again.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from balarea.foundation import phones

from .format import Field

type Answer = str | int | bool | list[str]
type Param = str | int

MAX_TEXT = 200
MAX_LONG_TEXT = 2000
MAX_RAW = 4000
MAX_NUMBER = 10**15
MAX_DECIMALS = 4

# Every code a problem can have: the doors hold one sentence for each.
CODES = frozenset(
    {
        "REQUIRED",
        "ONE_VALUE",
        "TOO_LONG",
        "CHARACTER",
        "PICTURE",
        "PATTERN",
        "NIK_DIGITS",
        "NIK_DATE",
        "NUMBER",
        "WHOLE_NUMBER",
        "DECIMALS",
        "DOUBTFUL",
        "TOO_SMALL",
        "TOO_LARGE",
        "DATE",
        "DATE_TOO_EARLY",
        "DATE_TOO_LATE",
        "CHOICE",
        "TOO_FEW",
        "TOO_MANY",
        "PHONE",
        "EMAIL",
        "EVIDENCE_MISSING",
        "EVIDENCE_TOO_MANY",
    }
)


class Unreadable(Exception):
    """The text is no answer to the question; `code` and `params` say why."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.params: Mapping[str, Param] = params
        super().__init__(code)


class Days(NamedTuple):
    """The days from which dates are measured: the earliest one may be, and the last.

    They are the same unless something is answered again: then what was in time when it
    was filed first stays so, and what happened since may be told.
    """

    since: dt.date
    today: dt.date


class Question(NamedTuple):
    """A field, and the days on which it is answered."""

    field: Field
    days: Days


def read(field: Field, raw: Sequence[str], days: Days) -> Answer | None:
    """The answer in a list of raw values, None when there is none.

    Raises `Unreadable`.
    """
    question = Question(field, days)
    if field.type == "CHOICES":
        return _choices(question, raw)
    if len(raw) > 1:
        raise Unreadable("ONE_VALUE")
    if len(found := raw[0] if raw else "") > MAX_RAW:  # too much to look at closely
        raise Unreadable("TOO_LONG", max=_most(field))
    text = _clean(found, lines=field.type == "LONG_TEXT")
    if not text:
        return None
    return _READERS[field.type](question, text)


def raw(field: Field, answer: object) -> list[str]:
    """An answer as a form sends it: for a page shown again, or a second check."""
    match answer:
        case None:
            return []
        case bool():
            return ["YES" if answer else "NO"]
        case list() | tuple():
            return [str(value) for value in answer]
        case str() if field.type == "DECIMAL":
            return [_certain(answer)]
        case _:
            return [str(answer)]


def day(bound: str, today: dt.date) -> dt.date:
    """A bound of a date: ISO, TODAY, or TODAY plus or minus days."""
    found = re.fullmatch(r"TODAY([+-]\d{1,5})?", bound)
    if found is None:
        return dt.date.fromisoformat(bound)
    return today + dt.timedelta(days=int(found[1] or 0))


def _clean(text: str, *, lines: bool) -> str:
    """NFC, trimmed; refuses what cannot be seen or would disturb its surroundings."""
    text = text.replace("\r\n", "\n") if lines else text
    for character in text:
        if lines and character in "\n\t":
            continue
        if (
            unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}
            or character in _DIRECTION
        ):
            raise Unreadable("CHARACTER")
    text = unicodedata.normalize("NFC", text).strip()
    visible = any(unicodedata.category(c)[0] not in "CZ" for c in text)
    return text if visible else ""


# Overrides of the writing direction make a text read as what it is not.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_picture(sign: str) -> bool:
    """Whether it is an emoji or the like: a name stands on paper, they can't.

    Signs that are typed, such as °, ™ and ℃, are symbols to Unicode as well.
    """
    category = unicodedata.category(sign)
    # Whatever encloses a digit makes a picture of it.
    return category == "Me" or (category in {"So", "Sk"} and sign > "\u214f")


def _most(field: Field) -> int:
    """How many characters an answer may have."""
    usual = MAX_LONG_TEXT if field.type == "LONG_TEXT" else MAX_TEXT
    return field.max_length or usual


def _text(question: Question, text: str) -> str:
    field = question.field
    if len(text) > (limit := _most(field)):
        raise Unreadable("TOO_LONG", max=limit)
    if field.type == "TEXT" and any(map(_is_picture, text)):
        raise Unreadable("PICTURE")
    if field.pattern is not None and not re.fullmatch(field.pattern, text):
        raise Unreadable("PATTERN")
    return text


def _nik(_: Question, text: str) -> str:
    """16 digits; day (women: plus 40), month and year of birth must be possible."""
    digits = re.sub(r"[ .\-]", "", text)
    if not re.fullmatch(r"[0-9]{16}", digits):
        raise Unreadable("NIK_DIGITS")
    day_of_birth = int(digits[6:8])
    day_of_birth -= 40 if day_of_birth > 40 else 0
    month, year = int(digits[8:10]), int(digits[10:12])
    if not any(_exists(century + year, month, day_of_birth) for century in _CENTURIES):
        raise Unreadable("NIK_DATE")
    return digits


_CENTURIES = (1900, 2000)


def _exists(year: int, month: int, day_of_month: int) -> bool:
    try:
        dt.date(year, month, day_of_month)
    except ValueError:
        return False
    return True


def _bare(text: str) -> str:
    """A number without its currency and its spaces."""
    bare = re.sub(r"^(rp\.?|idr)\s*", "", text, flags=re.IGNORECASE)
    return bare.replace(" ", "").replace("\u00a0", "")


def _number(text: str) -> Decimal:
    """A number as Indonesians write it: 1.250.000 and 12,5 (12.5 is understood).

    Nobody writes thousands with a zero in front: 0.125 is a fraction.
    """
    bare = _bare(text)
    if re.fullmatch(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?", bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?(0|[1-9][0-9]{0,15})[.,][0-9]+", bare):
        bare = bare.replace(",", ".")
    elif not re.fullmatch(r"-?[0-9]{1,16}", bare):
        raise Unreadable("NUMBER")
    return Decimal(bare)


# One mark and three digits: 1.250 is a thousand to most and a bit more than one to who
# copies it from a measuring device, and 1,250 is the same the other way round.
_DOUBTFUL = re.compile(r"(-?[1-9][0-9]{0,2})[.,]([0-9]{3})")


def _certain(number: str) -> str:
    """A measure in Indonesian form that can be read in one way only."""
    shown = number.replace(".", ",")
    return f"{shown}0" if _DOUBTFUL.fullmatch(shown) else shown


def _measured(question: Question, text: str) -> Decimal:
    """The number that was meant; where two can be, the bounds of the question tell."""
    value, doubtful = _number(text), _DOUBTFUL.fullmatch(_bare(text))
    if doubtful is None:
        return value
    more, less = (Decimal(mark.join(doubtful.groups())) for mark in ("", "."))
    can_be = [number for number in (more, less) if _is_within(question.field, number)]
    if len(can_be) == 2:
        shown = _certain(f"{less.normalize():f}")
        raise Unreadable("DOUBTFUL", more=str(more), less=shown)
    return can_be[0] if can_be else value


def _is_within(field: Field, value: Decimal) -> bool:
    least, most = _bounds(field)
    return Decimal(str(least)) <= value <= Decimal(str(most))


def _bounds(field: Field) -> tuple[float | str, float | str]:
    least = -MAX_NUMBER if field.min is None else field.min
    most = MAX_NUMBER if field.max is None else field.max
    return least, most


def _bounded(question: Question, value: Decimal) -> Decimal:
    least, most = _bounds(question.field)
    if value < Decimal(str(least)):
        raise Unreadable("TOO_SMALL", min=_written(least))
    if value > Decimal(str(most)):
        raise Unreadable("TOO_LARGE", max=_written(most))
    return value


def _written(bound: float | str) -> Param:
    return bound if isinstance(bound, int) else str(bound).replace(".", ",")


def _whole(question: Question, text: str) -> int:
    value = _number(text)
    # 12,00 is cents; 12,000 is twelve thousand to some, and three digits of nothing
    # to nobody.
    if value != value.to_integral_value() or _places(value) > 2:
        raise Unreadable("WHOLE_NUMBER")
    return int(_bounded(question, value))


def _decimal(question: Question, text: str) -> str:
    value = _measured(question, text).normalize()
    if _places(value) > MAX_DECIMALS:
        raise Unreadable("DECIMALS", max=MAX_DECIMALS)
    return f"{_bounded(question, value):f}"


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _date(question: Question, text: str) -> str:
    value = _calendar_day(text)
    field, days = question
    if isinstance(field.min, str) and value < (least := day(field.min, days.since)):
        raise Unreadable("DATE_TOO_EARLY", min=f"{least:%d-%m-%Y}")
    if isinstance(field.max, str) and value > (most := day(field.max, days.today)):
        raise Unreadable("DATE_TOO_LATE", max=f"{most:%d-%m-%Y}")
    return value.isoformat()


def _calendar_day(text: str) -> dt.date:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    local = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", text)
    if iso is not None:
        year, month, day_of_month = (int(part) for part in iso.groups())
    elif local is not None:
        day_of_month, month, year = (int(part) for part in local.groups())
    else:
        raise Unreadable("DATE")
    if year < 1900 or not _exists(year, month, day_of_month):
        raise Unreadable("DATE")
    return dt.date(year, month, day_of_month)


def _choice(question: Question, text: str) -> str:
    if text not in {choice.value for choice in question.field.choices}:
        raise Unreadable("CHOICE")
    return text


def _choices(question: Question, raw_values: Sequence[str]) -> list[str] | None:
    field = question.field
    known = [choice.value for choice in field.choices]
    chosen = {value for value in raw_values if value}
    if not chosen <= set(known):
        raise Unreadable("CHOICE")
    if not chosen:
        return None
    if isinstance(field.min, int) and len(chosen) < field.min:
        raise Unreadable("TOO_FEW", min=field.min)
    if isinstance(field.max, int) and len(chosen) > field.max:
        raise Unreadable("TOO_MANY", max=field.max)
    return [value for value in known if value in chosen]


def _yes_no(_: Question, text: str) -> bool:
    if text not in {"YES", "NO"}:
        raise Unreadable("CHOICE")
    return text == "YES"


def _phone(_: Question, text: str) -> str:
    """In international form (+62…), read as at sign-in."""
    try:
        return phones.mobile(text)
    except phones.NoPhone:
        raise Unreadable("PHONE") from None


def _email(_: Question, text: str) -> str:
    found = re.fullmatch(
        r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@"
        r"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24})",
        text,
    )
    if found is None or len(text) > 254 or ".." in text or found[1][0] == ".":
        raise Unreadable("EMAIL")
    return f"{found[1]}@{found[2].lower()}"


_READERS: Mapping[str, Callable[[Question, str], Answer]] = {
    "TEXT": _text,
    "LONG_TEXT": _text,
    "NIK": _nik,
    "NUMBER": _whole,
    "MONEY": _whole,
    "DECIMAL": _decimal,
    "DATE": _date,
    "CHOICE": _choice,
    "YES_NO": _yes_no,
    "PHONE": _phone,
    "EMAIL": _email,
}
