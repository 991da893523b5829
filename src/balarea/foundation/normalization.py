"""What people type and paste, read alike wherever it is asked.

Chats, spreadsheets and office programs leave marks around what is copied from them:
signs of writing direction that nobody sees, spaces that don't break, long hyphens, an
apostrophe or a label in front, a remark behind. All of them are read through here, for
sign-in, questions, searches and codes. Pure Python: the definition engine uses it too.
"""

import re
import unicodedata

# These turn what follows around: what is seen is not what would be read.
OVERRIDES = frozenset("\u202d\u202e")
_JOINERS = frozenset("\u200c\u200d")  # parts of words in some scripts, and of emoji
_QUOTES = frozenset("\u2018\u2019\u201b\u02bc\u2032`\u00b4")
_MINUS = frozenset("\u2212\u2043")

# Words that stand in front of a number when it is copied with its label.
_WORDS = (
    "nomor|nomer|nmr|no|number|num|nr|handphone|ponsel|hp|whatsapp|wa|telepon|telp|tlp"
    "|tel|phone|mobile|e-?ktp|ktp(?:-?el)?|nik|kartu|keluarga|kk|npwp|nib|kbli|jkn"
    "|bpjs|kode|code|otp|tanggal|tgl|date|lahir"
)
_LABEL = re.compile(
    rf"[^\W\d_][^\d:=@]{{0,40}}[:=]\s*|(?:(?:{_WORDS})(?![^\W\d_])[.\s]*)+#?\s*",
    re.IGNORECASE,
)
LONGEST = 200  # what is longer is no value with a label, and isn't looked at closely
_REMARK = re.compile(r"\s*(?:\([^()0-9]*\)|\b(?:wa|whatsapp|hp)\b)\.?$", re.IGNORECASE)


def plain(text: str) -> str:
    """The text in the signs of a plain keyboard, one space at a time, trimmed.

    Invisible marks go, tabs and other spaces become a space, dashes a hyphen, digits
    and full-width signs of other scripts those that stand on the keys here.
    """
    return " ".join("".join(map(_key, text)).split())


def _key(sign: str) -> str:
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
    """A free text without the marks that nobody sees; its own signs stay as they are.

    Overrides of the writing direction stay too: whoever asked refuses them.
    """
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign) != "Cf" or sign in OVERRIDES | _JOINERS
    )


def bare(text: str) -> str:
    """A value without what was copied along: ``'0812… (WA)``, ``Nomor: 3211…``."""
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
    """The digits of a number that is no amount; empty if anything else is in it.

    ``09.254.294.3-407.000`` and ``'3211 0141-0790 0001`` are read.
    """
    value = re.sub(r"[ .,\-/']", "", bare(text))
    return value if re.fullmatch(r"[0-9]+", value) else ""


def letters(text: str, length: int) -> str:
    """The letters and digits of a code of this length, in capitals.

    A code may begin with letters that could be a label ("KK3-…"), so the label is
    taken away only where the whole isn't as long as a code.
    """
    whole = plain(text)
    for value in (whole, bare(text)):
        signs = "".join(sign for sign in value.upper() if sign.isalnum())
        if len(signs) == length:
            return signs
    return "".join(sign for sign in whole.upper() if sign.isalnum())


def phone(text: str) -> str:
    """The digits of a phone number, with ``+`` where its country is in it.

    Empty if it can't be one. ``62812…`` without the plus is how many write it, ``00``
    dials out of a country, ``+62 (0)812…`` keeps the trunk zero.
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
    return number


def email(text: str) -> str:
    """An e-mail address without the label or the brackets that it was copied with."""
    value = re.sub(r"^[a-z][a-z -]{0,20}:\s*", "", plain(text), flags=re.IGNORECASE)
    return value.strip(" <>'\"")


def amount(text: str) -> str:
    """A number without its currency, spaces and the dash for cents.

    ``Rp. 1.250.000,-`` → ``1.250.000``. What it is worth, `reading` says.
    """
    value = re.sub(r"^(?:rp\.?|idr)\s*", "", bare(text), flags=re.IGNORECASE)
    value = re.sub(r"\s*(?:rupiah|[,.]\s*-{1,2}|[,.]?=)$", "", value, flags=re.I)
    return value.replace(" ", "")


def one_time_code(text: str, length: int) -> str:
    """A code that was sent, also from the whole message that was pasted; else empty."""
    if len(signs := digits(text)) == length:
        return signs
    runs = {run for run in re.findall(r"[0-9]+", plain(text)) if len(run) == length}
    return runs.pop() if len(runs) == 1 else ""
