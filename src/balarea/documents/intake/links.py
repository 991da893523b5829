"""Addresses that a PDF leads to, as office programs write them, made plain."""

import codecs
import re
import urllib.parse
from typing import Any

import pikepdf

_MARKS = {
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF8: "utf-8",
}
_LEADS_SOMEWHERE = re.compile(r"(?:https?://|mailto:|tel:)[^\x00-\x1f]+", re.IGNORECASE)
_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
# A bare name with one of these ends is a page; with any other it may be a file.
_PAGE = re.compile(
    rf"(?:www\.{_HOST}|{_HOST}\.(?:id|com|org|net|edu|gov|info))(?::\d+)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
# LibreOffice takes a bare name for a file that lies beside its own.
_BESIDE = re.compile(r"file:///(?:[^?#]*/)?(?=www\.)", re.IGNORECASE)
_MAILBOX = re.compile(rf"[a-z0-9._%+-]+@{_HOST}\.[a-z]{{2,}}", re.IGNORECASE)
_SIGNS = "!#$%&'()*+,/:;=?@[]~"


def mend(action: Any) -> None:
    """Write the address of a link so that every reader reads the same.

    Where it leads nowhere the link is taken out; what we don't understand stays as it
    is, and is refused by `acts`.
    """
    address = action.get("/URI")
    if action.get("/S") != "/URI" or not isinstance(address, pikepdf.String):
        return
    text = _text(bytes(address))
    if text == "" or text.startswith("#"):
        del action["/URI"]
        del action["/S"]
        return
    plain = _plain(text)
    if plain:
        action["/URI"] = pikepdf.String(urllib.parse.quote(plain, safe=_SIGNS))


def _text(raw: bytes) -> str:
    """Without the spaces around it; as Latin letters where nothing else is said."""
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace").strip()
    try:
        return raw.decode().strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()


def _plain(text: str) -> str:
    if _LEADS_SOMEWHERE.fullmatch(text):
        return text
    bare = _BESIDE.sub("", text, count=1)
    if _PAGE.fullmatch(bare):
        return f"http://{bare}"
    return f"mailto:{text}" if _MAILBOX.fullmatch(text) else ""
