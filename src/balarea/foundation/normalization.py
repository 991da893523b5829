"""Normalizes typed and pasted text, for sign-in, questions, searches and codes.

Text copied from chats, spreadsheets and office programs contains invisible direction
marks, non-breaking spaces, long hyphens, an apostrophe or a label in front, a remark
behind. Pure Python, because the definition engine uses it too.
"""

import re
import unicodedata

# Overrides of the writing direction: the text displays otherwise than it is stored.
OVERRIDES = frozenset("\u202d\u202e")
_JOINERS = frozenset("\u200c\u200d")  # parts of words in some scripts, and of emoji
_QUOTES = frozenset("\u2018\u2019\u201b\u02bc\u2032`\u00b4")
_MINUS = frozenset("\u2212\u2043")

# Words in front of a number that is copied with its label.
_LABEL_WORDS = (
    "nomor|nomer|nmr|no|number|num|nr|handphone|ponsel|hp|whatsapp|wa|telepon|telp|tlp"
    "|tel|phone|mobile|e-?ktp|ktp(?:-?el)?|nik|kartu|keluarga|kk|npwp|nib|kbli|jkn"
    "|bpjs|kode|code|otp|tanggal|tgl|date|lahir"
)
_LABEL = re.compile(
    rf"[^\W\d_][^\d:=@]{{0,40}}[:=]\s*|(?:(?:{_LABEL_WORDS})(?![^\W\d_])[.\s]*)+#?\s*",
    re.IGNORECASE,
)
# Of titles and degrees only these stand before a name on identity cards.
_TITLES = frozenset({"h", "hj", "haji", "hajjah", "dr", "drs", "dra", "ir", "prof"})
LONGEST = 200  # characters; a longer text isn't searched for labels and remarks
_REMARK = re.compile(r"\s*(?:\([^()0-9]*\)|\b(?:wa|whatsapp|hp)\b)\.?$", re.IGNORECASE)


def plain(text: str) -> str:
    """The text in characters of a plain keyboard, with single spaces, trimmed.

    Invisible marks are removed. Any white space becomes a space, any dash a hyphen,
    digits of other scripts and full-width characters their ASCII equivalents.
    """
    return " ".join("".join(map(_plain_character, text)).split())


def _plain_character(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign in _MINUS:
        return "-"
    if sign in _QUOTES:
        return "'"
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category == "Zs":
        return " "
    if "\uff01" <= sign <= "\uff5e":
        return unicodedata.normalize("NFKC", sign)
    return sign


def visible(text: str) -> str:
    """A free text without invisible marks; everything else is unchanged.

    Overrides of the writing direction stay too: the caller refuses them.
    """
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign) != "Cf" or sign in OVERRIDES | _JOINERS
    )


def bare(text: str) -> str:
    """A value without label and remark: ``'0812… (WA)``, ``Nomor: 9999…``."""
    value = plain(text).lstrip("'")
    if len(value) > LONGEST:
        return value
    value = value[_end_of_label(value) :]
    while (shorter := _REMARK.sub("", value)) != value:
        value = shorter
    return value.strip().strip("'\"")


def _end_of_label(text: str) -> int:
    label = _LABEL.match(text)
    return label.end() if label is not None else 0


def digits(text: str) -> str:
    """The digits of an identifying number; empty if it contains anything else.

    Accepts ``09.254.294.3-407.000`` and ``'9999 0141-0790 0001``.
    """
    value = re.sub(r"[ .,\-/']", "", bare(text))
    return value if re.fullmatch(r"[0-9]+", value) else ""


def letters(text: str, length: int) -> str:
    """The letters and digits of a code of this length, in capitals.

    A code may begin like a label ("KK3-…"), so a label is removed only if the whole
    text isn't as long as a code.
    """
    whole = plain(text)
    for value in (whole, bare(text)):
        signs = "".join(sign for sign in value.upper() if sign.isalnum())
        if len(signs) == length:
            return signs
    return "".join(sign for sign in whole.upper() if sign.isalnum())


def phone(text: str) -> str:
    """The digits of a phone number, after ``+`` if it has a country code; else empty.

    Also accepts a missing plus (``62812…``), the international prefix ``00`` and the
    trunk zero (``+62 (0)812…``).
    """
    value = bare(text)
    if not re.fullmatch(r"[\d\s+().\-/]{3,40}", value):
        return ""
    number = re.sub(r"\D", "", value)
    if value.lstrip(" (").startswith("+"):
        number = "+" + number
    elif number.startswith("00"):
        number = "+" + number[2:]
    elif number.startswith("62"):
        number = "+" + number
    elif number.startswith("8"):
        number = "0" + number
    if number.startswith("+620"):
        number = "+62" + number[4:]
    return "" if number == "+" else number


def email(text: str) -> str:
    """An e-mail address without label and brackets."""
    value = re.sub(r"^[a-z][a-z -]{0,20}:\s*", "", plain(text), flags=re.IGNORECASE)
    return value.strip(" <>'\"")


def amount(text: str) -> str:
    """A number without currency, spaces and the dash for cents, not yet parsed.

    ``Rp. 1.250.000,-`` → ``1.250.000``.
    """
    value = re.sub(r"^(?:rp\.?|idr)\s*", "", bare(text), flags=re.IGNORECASE)
    value = re.sub(r"\s*(?:rupiah|[,.]\s*-{1,2}|[,.]?=)$", "", value, flags=re.I)
    return value.replace(" ", "")


def one_time_code(text: str, length: int) -> str:
    """The code of `length` digits in a text or a whole pasted message; else empty."""
    if len(signs := digits(text)) == length:
        return signs
    runs = {run for run in re.findall(r"[0-9]+", plain(text)) if len(run) == length}
    return runs.pop() if len(runs) == 1 else ""


def person_name(text: str) -> str:
    """A person's name as it is compared, for an index.

    ``Hj. SITI  Nur'aini, S.Pd.`` and ``siti nuraini`` are the same: no accents, marks,
    capitals, titles in front, or degrees behind a comma.
    """
    name = unicodedata.normalize("NFKD", plain(text).split(",")[0])
    letters = "".join(
        sign if sign.isalnum() else " " if sign in " .-" else "" for sign in name
    )
    words = letters.casefold().split()
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    return " ".join(words)
