"""One sentence for each problem that an answer or a requirement can have."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.applications.presenters import examples
from balarea.catalogue import definition as engine
from balarea.foundation import languages, money

type Params = Mapping[str, str | int]

SENTENCES: Mapping[str, Promise | str] = {
    "ONE_VALUE": gettext_lazy("Give one answer only."),
    "TOO_LONG": gettext_lazy("Make it shorter: at most %(max)s characters."),
    "CHARACTER": gettext_lazy(
        "It holds a character that can't be read. Type it by hand, without copying."
    ),
    "PICTURE": gettext_lazy(
        "Leave out pictures such as 😀: they can't stand on a document."
    ),
    "PATTERN": gettext_lazy("It has another form than expected. Follow the example."),
    "NIK_DIGITS": gettext_lazy("A NIK has 16 digits. Copy it from the identity card."),
    "NIK_DATE": gettext_lazy(
        "The date of birth inside this NIK doesn't exist. Check digits 7 to 12."
    ),
    "TOO_YOUNG": gettext_lazy("By this NIK, the person is younger than %(age)s."),
    "KK_DIGITS": gettext_lazy(
        "A family card number has 16 digits. Copy it from the top of the card."
    ),
    "NPWP_DIGITS": gettext_lazy("An NPWP has 15 or 16 digits."),
    "NIB_DIGITS": gettext_lazy("An NIB has 13 digits."),
    "KBLI_DIGITS": gettext_lazy("A KBLI code has 5 digits."),
    "DIGITS": gettext_lazy("Write it in digits only."),
    "COUNT_DIGITS": gettext_lazy("This number has %(count)s digits."),
    "MORE_DIGITS": gettext_lazy("This number has at least %(min)s digits."),
    "FEWER_DIGITS": gettext_lazy("This number has at most %(max)s digits."),
    "NUMBER": gettext_lazy("Write a number in digits. For example: %(example)s."),
    "WHOLE_NUMBER": gettext_lazy(
        "Write a whole number, without a comma. For example: %(example)s."
    ),
    "DECIMALS": gettext_lazy("Use at most %(max)s digits behind the comma."),
    "DOUBTFUL": gettext_lazy(
        "This can be read as two numbers. Write %(more)s or %(less)s."
    ),
    "TOO_SMALL": gettext_lazy("It must be %(min)s or more."),
    "TOO_LARGE": gettext_lazy("It must be %(max)s or less."),
    "DATE": gettext_lazy("Write day, month and year. For example: %(example)s."),
    "NO_SUCH_DAY": gettext_lazy("%(date)s doesn't exist. Look at the day once more."),
    "NO_SUCH_MONTH": gettext_lazy(
        "There is no month %(month)s. Write the day before the month."
        " For example: %(example)s."
    ),
    "DATE_TOO_EARLY": gettext_lazy("The date must be %(min)s or later."),
    "DATE_TOO_LATE": gettext_lazy("The date must be %(max)s or earlier."),
    "CHOICE": gettext_lazy("Choose one of the answers that are shown."),
    "VILLAGE": gettext_lazy("Choose one of the villages that are shown."),
    "VILLAGE_ELSEWHERE": gettext_lazy(
        "%(village)s lies in the district of %(lies_in)s, but you chose %(answered)s."
        " Correct the village or the district."
    ),
    "TOO_FEW": gettext_lazy("Choose at least %(min)s answers."),
    "TOO_MANY": gettext_lazy("Choose at most %(max)s answers."),
    "TOO_FEW_ENTRIES": gettext_lazy("Add at least %(min)s."),
    "TOO_MANY_ENTRIES": gettext_lazy(
        "There may be at most %(max)s. Remove what is too much."
    ),
    "PHONE": gettext_lazy("Write a mobile number. For example: 0812 3456 7890."),
    "EMAIL": gettext_lazy("Write an e-mail address. For example: nama@contoh.id."),
    "EXIT": gettext_lazy("By your answers this isn't the right service. Read why."),
    "EVIDENCE_MISSING": gettext_lazy("Add a file."),
    "EVIDENCE_TOO_MANY": gettext_lazy(
        "Keep at most %(max)s files, and remove the others."
    ),
    "EVIDENCE_UNFIT": gettext_lazy(
        "What you used again doesn't fit any more: it is no longer valid, or your "
        "answers name somebody else. Remove it, and add another one."
    ),
}
_REQUIRED: Mapping[str, Promise | str] = {
    "DATE": gettext_lazy("Enter a date."),
    "CHOICE": gettext_lazy("Choose an answer."),
    "VILLAGE": gettext_lazy("Choose the village."),
    "YES_NO": gettext_lazy("Choose yes or no."),
    "NUMBER": gettext_lazy("Enter a number."),
    "DECIMAL": gettext_lazy("Enter a number."),
    "MONEY": gettext_lazy("Enter an amount in rupiah."),
}


def sentence(
    problem: engine.Problem,
    field: engine.Field | None,
    language: str,
    today: dt.date,
) -> str:
    """What is wrong and how to correct it, in the reader's language."""
    if problem.code == "REQUIRED":
        return _required(field)
    if field is not None and (text := _definition_text(problem, field)) is not None:
        return text.of(language)
    params = {
        name: _formatted(value, field, language)
        for name, value in problem.params.items()
    }
    if problem.code == "NO_SUCH_DAY":
        params["date"] = _no_day(problem.params, language)
    params["example"] = examples.example(field, language, today)
    return str(SENTENCES[problem.code]) % params


def _definition_text(
    problem: engine.Problem, field: engine.Field
) -> engine.Text | None:
    """The definition's own sentence for a broken rule or pattern, if any."""
    if problem.code == "RULE":
        return field.limits[int(problem.params["rule"])].text
    return field.mismatch if problem.code == "PATTERN" else None


def _no_day(date: Params, language: str) -> str:
    """``31 February 2026``, which no calendar has."""
    first = dt.date(int(date["year"]), int(date["month"]), 1)
    day_one = engine.written_date(first).of(language)
    return str(date["day"]) + day_one.removeprefix("1")


def named(label: str, text: str) -> str:
    """A sentence with its question in front, for a summary."""
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"


def _required(field: engine.Field | None) -> str:
    if field is not None and field.type == "CHOICES":
        if len(field.choices) == 1:
            return _("Tick the box to agree.")
        return _("Tick at least one answer.")
    kind = field.type if field is not None else ""
    return str(_REQUIRED.get(kind, _("Fill this in.")))


def _formatted(value: str | int, field: engine.Field | None, language: str) -> str:
    """A bound as text: rupiah, a number, or a day in words."""
    kind = field.type if field is not None and not field.is_year else ""
    word = _FORMATTERS.get(kind)
    return word(value, language) if word is not None else str(value)


def _money(value: str | int, _: str) -> str:
    return money.format_rupiah(int(value))


def _number(value: str | int, language: str) -> str:
    if isinstance(value, int):
        return engine.written_number(value).of(language)
    return value.replace(",", languages.BY_CODE[languages.code_of(language)].decimal)


def _date(value: str | int, language: str) -> str:
    if isinstance(value, int):
        return str(value)
    day, month, year = (int(part) for part in value.split("-"))
    return engine.written_date(dt.date(year, month, day)).of(language)


_FORMATTERS: Mapping[str, Callable[[str | int, str], str]] = {
    "MONEY": _money,
    "NUMBER": _number,
    "DECIMAL": _number,
    "DATE": _date,
}
