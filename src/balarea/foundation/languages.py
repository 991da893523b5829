"""The languages of the mall, and the choice among a text's translations.

This table is the only list of languages: settings, catalogues, definitions and stored
texts follow it. Indonesian is the official language (UU 24/2009 art. 25): each text
has it, and a text that lacks another language is shown in Indonesian.

Pure Python, because the definition engine uses it without Django.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

DEFAULT = "id"
_SWAPPED = str.maketrans(",.", ".,")


@dataclasses.dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages.

    Attributes:
        code: ISO 639, as in `<html lang>`, in YAML and in stored texts.
        name: what the language is called in itself.
        is_draft: translated in part and checked by no speaker. Missing texts are
            counted instead of refused, and each page in it says that it is a draft.
        is_source: the sentences in the code are written in it, so it has no catalogue.
        months: January to December; empty where the Indonesian names are used.
        decimal: the decimal separator, "," or "."; the other one groups thousands.
        search: its PostgreSQL text search configuration; empty where its words are
            searched as Indonesian.
        plurals: gettext's `Plural-Forms` of its catalogues.
    """

    code: str
    name: str
    is_draft: bool = False
    is_source: bool = False
    months: tuple[str, ...] = ()
    decimal: str = ","
    search: str = ""
    plurals: str = "nplurals=1; plural=0;"


LANGUAGES: tuple[Language, ...] = (
    Language(
        "id",
        "Bahasa Indonesia",
        months=(
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ),
        search="balarea",
    ),
    Language(
        "en",
        "English",
        is_source=True,
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        decimal=".",
        search="balarea_en",
    ),
    Language("su", "Basa Sunda", is_draft=True),
)

BY_CODE: Mapping[str, Language] = {one.code: one for one in LANGUAGES}
CODES: tuple[str, ...] = tuple(BY_CODE)
# Every text has these; one that lacks another language falls back to `DEFAULT`.
COMPLETE: tuple[str, ...] = tuple(one.code for one in LANGUAGES if not one.is_draft)


def code_of(language: str | None) -> str:
    """The code in the table for Django's language, `en-gb` for `en`.

    `DEFAULT` where no language is active or it isn't in the table.
    """
    code = (language or "").partition("-")[0]
    return code if code in BY_CODE else DEFAULT


def in_language(texts: Mapping[str, str], language: str | None) -> str:
    """The text in a language; in Indonesian where it is missing or empty."""
    return texts.get(code_of(language)) or texts.get(DEFAULT, "")


def translated(text: str, translations: Mapping[str, str], language: str | None) -> str:
    """An Indonesian `text` in a language, from the translations stored beside it."""
    return translations.get(code_of(language)) or text


def by_language(make: Callable[[str], str]) -> dict[str, str]:
    """Code → what `make` gives for it, for all languages.

    A draft is left out where it says the same as Indonesian: reading falls back to it,
    and what is stored doesn't grow with each language.
    """
    default = make(DEFAULT)
    texts = {DEFAULT: default}
    for code in CODES:
        text = make(code)
        if code in COMPLETE or text != default:
            texts[code] = text
    return texts


def month_name(month: int, language: str | None) -> str:
    """The name of month 1 to 12."""
    names = BY_CODE[code_of(language)].months or BY_CODE[DEFAULT].months
    return names[month - 1]


def long_date(on: dt.date, language: str | None) -> str:
    """`24 November 2026`."""
    return f"{on.day} {month_name(on.month, language)} {on.year}"


def number(value: int | Decimal, language: str | None) -> str:
    """A number with the separators of a language, without empty decimals."""
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    is_point = BY_CODE[code_of(language)].decimal == "."
    return text if is_point else text.translate(_SWAPPED)
