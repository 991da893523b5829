"""Parses dates as people type them, in Indonesian or English, in digits or words."""

import datetime as dt
import re

from balarea.foundation import normalization

EARLIEST = 1900
_MONTHS = (
    "januari january jan i",
    "februari february feb pebruari peb ii",
    "maret march mar mrt iii",
    "april apr iv",
    "mei may v",
    "juni june jun vi",
    "juli july jul vii",
    "agustus august agu agt ags aug agus viii",
    "september sep sept ix",
    "oktober october okt oct x",
    "november nov nopember nop xi",
    "desember december des dec xii",
)
MONTHS = {
    word: number
    for number, words in enumerate(_MONTHS, start=1)
    for word in words.split()
}
_SEPARATOR = r"\s*[-/.,\s]\s*"
_TIME = r"(?:[t ][0-9:.]+z?)?"  # as spreadsheets add it
_ISO = re.compile(
    rf"(?P<y>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<d>\d{{1,2}}){_TIME}"
)
_LOCAL = re.compile(
    rf"(?P<d>\d{{1,2}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}'?(?P<y>\d{{4}}|\d{{2}}){_TIME}"
)
_MONTH_NAME = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-/.,\s]*(?P<m>[a-z]+)\.?[-/.,\s]*"
    r"'?(?P<y>\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(
    r"(?P<m>[a-z]{3,})\.?\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
)
_DAY_FIRST_DIGITS = re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})")
_YEAR_FIRST_DIGITS = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
# "Jumat, 17 Agustus 1990" and "Bandung, 17-08-1990", as on birth certificates.
_PREFIX = re.compile(r"[a-z][a-z .']*,\s*(?=\d)")


class NotADate(ValueError):
    message = "The text can't be read as day, month and year."


class NonexistentDate(NotADate):
    """The text has a day, month and year, but the calendar has no such day."""

    def __init__(self, day: int, month: int, year: int) -> None:
        self.day, self.month, self.year = day, month, year
        super().__init__(f"{day}-{month}-{year}")


def parse(
    text: str, today: dt.date, least: dt.date | None = None, most: dt.date | None = None
) -> dt.date:
    """The date in `text`; the century of a two-digit year follows from the bounds.

    Args:
        today: without bounds, the century nearest to this day is taken.
        least, most: the earliest and latest day that the question allows.

    Raises:
        NonexistentDate: it is a date, but the calendar has no such day.
        NotADate: anything else.
    """
    value = normalization.bare(text).lower()
    if prefix := _PREFIX.match(value):
        value = value[prefix.end() :]
    for pattern in (
        _ISO,
        _LOCAL,
        _MONTH_NAME,
        _MONTH_FIRST,
        _DAY_FIRST_DIGITS,
        _YEAR_FIRST_DIGITS,
    ):
        match = pattern.fullmatch(value)
        if match is None:
            continue
        month = MONTHS.get(match["m"]) or _number(match["m"])
        year, day = int(match["y"]), int(match["d"])
        if month is None or (len(match["y"]) == 4 and year < EARLIEST):
            continue
        if len(match["y"]) == 2:
            return _nearest(day, month, year, today, least, most)
        return _day(day, month, year)
    raise NotADate(NotADate.message)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _day(day: int, month: int, year: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise NonexistentDate(day, month, year) from None


def _nearest(
    day: int,
    month: int,
    year: int,
    today: dt.date,
    least: dt.date | None,
    most: dt.date | None,
) -> dt.date:
    """The date in the century that the bounds allow, else in that nearest to today."""
    days = []
    for century in (1900, 2000):
        try:
            days.append(dt.date(century + year, month, day))
        except ValueError:
            continue
    if not days:
        raise NonexistentDate(day, month, 2000 + year)
    first, last = least or dt.date.min, most or dt.date.max
    fitting = [day for day in days if first <= day <= last]
    return min(fitting or days, key=lambda day: abs(day - today))
