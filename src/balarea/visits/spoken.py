"""Which recorded words say a call: "nomor antrean, B, dua belas, silakan ke loket …".

Pure Python: the board's page, its JSON and the stream process name the same clips. A
clip is a file of `static/visits/voice/LANGUAGE/`, or one that a person has recorded
(`recorded_voice.py`).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from string import ascii_lowercase
from types import MappingProxyType

# Language → what a maker of clips says for each name.
type Words = Mapping[str, str]

LANGUAGES = ("id", "en")
CHIME = "chime"
QUEUE_NUMBER, GO_TO_DESK = "queue-number", "go-to-desk"
LARGEST = 999  # larger numbers are read digit by digit
PART = re.compile(r"[A-Z]+|[0-9]+")

_INDONESIAN = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan"),
    *("sembilan", "sepuluh", "sebelas"),
)
_INDONESIAN_LETTERS = (
    *("a", "bé", "cé", "dé", "é", "éf", "gé", "ha", "i", "jé", "ka", "él", "ém"),
    *("én", "o", "pé", "ki", "ér", "és", "té", "u", "vé", "wé", "éks", "yé", "zét"),
)
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = (
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)


def _numbers(words: Iterable[str], first: int = 0, step: int = 1) -> dict[str, str]:
    return {f"number-{first + step * at}": word for at, word in enumerate(words)}


def _letters(words: Iterable[str]) -> dict[str, str]:
    letters = zip(ascii_lowercase, words, strict=True)
    return {f"letter-{letter}": word for letter, word in letters}


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "id": {
            QUEUE_NUMBER: "nomor antréan",
            GO_TO_DESK: "silakan ke loket",
            **_letters(_INDONESIAN_LETTERS),
            **_numbers(_INDONESIAN),
            **{"teens": "belas", "tens": "puluh"},
            **{"hundred": "seratus", "hundreds": "ratus"},
        },
        "en": {
            QUEUE_NUMBER: "queue number",
            GO_TO_DESK: "please go to desk",
            **_letters(ascii_lowercase),
            **_numbers(_ENGLISH),
            **_numbers(_ENGLISH_TENS, first=20, step=10),
            **{"hundred": "hundred", "and": "and"},
        },
    }
)


def call(
    label: str, desk: str, language: str = "id", *, is_by_digits: bool = False
) -> tuple[str, ...]:
    """The clips of one call, in their order, without the chime.

    Args:
        label: a ticket's number as it is printed, "B012" or "B-K1-001".
        desk: a desk's code, "B3"; empty if the call names none.
        is_by_digits: read "B012" as B, zero, one, two.
    """
    number = _code(label, language, is_by_digits=is_by_digits)
    if not desk:
        return (QUEUE_NUMBER, *number)
    return (QUEUE_NUMBER, *number, GO_TO_DESK, *_code(desk, language))


def every_clip(language: str) -> frozenset[str]:
    """Every name that `call` can give in this language, and the chime."""
    return frozenset({CHIME, *WORDS[language]})


def _code(code: str, language: str, *, is_by_digits: bool = False) -> tuple[str, ...]:
    """Letters one by one, numbers as numbers; anything else isn't read."""
    clips: list[str] = []
    for part in PART.findall(code.upper()):
        if part.isalpha():
            clips += [f"letter-{letter.lower()}" for letter in part]
        elif is_by_digits or int(part) > LARGEST:
            clips += [f"number-{digit}" for digit in part]
        else:
            clips += _NUMBERS[language](int(part))
    return tuple(clips)


def _indonesian(number: int) -> list[str]:
    """0 to 999: 112 is "seratus dua belas"."""
    hundreds, rest = divmod(number, 100)
    clips = []
    if hundreds:
        clips = ["hundred"] if hundreds == 1 else [f"number-{hundreds}", "hundreds"]
    tens, ones = divmod(rest, 10)
    if not rest:
        return clips or ["number-0"]
    if rest < len(_INDONESIAN):
        return [*clips, f"number-{rest}"]
    if tens == 1:
        return [*clips, f"number-{ones}", "teens"]
    return [*clips, f"number-{tens}", "tens", *([f"number-{ones}"] if ones else [])]


def _english(number: int) -> list[str]:
    """0 to 999: 112 is "one hundred and twelve"."""
    hundreds, rest = divmod(number, 100)
    clips = [f"number-{hundreds}", "hundred"] if hundreds else []
    if not rest:
        return clips or ["number-0"]
    clips += ["and"] if hundreds else []
    if rest < len(_ENGLISH):
        return [*clips, f"number-{rest}"]
    tens, ones = divmod(rest, 10)
    return [*clips, f"number-{tens * 10}", *([f"number-{ones}"] if ones else [])]


_NUMBERS: Mapping[str, Callable[[int], list[str]]] = MappingProxyType(
    {"id": _indonesian, "en": _english}
)
