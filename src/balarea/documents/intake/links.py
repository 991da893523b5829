"""Addresses of links in PDFs, as office programs write them, normalised."""

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
_ABSOLUTE = re.compile(r"(?:https?://|mailto:|tel:)[^\x00-\x1f]+", re.IGNORECASE)
_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
# A host name with one of these endings is a web page; any other may be a file name.
_PAGE = re.compile(
    rf"(?:www\.{_HOST}|{_HOST}\.(?:id|com|org|net|edu|gov|info))(?::\d+)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
# LibreOffice writes a bare host name as a file beside its own document.
_BESIDE = re.compile(r"file:///(?:[^?#]*/)?(?=www\.)", re.IGNORECASE)
_MAILBOX = re.compile(rf"[a-z0-9._%+-]+@{_HOST}\.[a-z]{{2,}}", re.IGNORECASE)
_UNQUOTED = "!#$%&'()*+,/:;=?@[]~"


def normalize(action: Any) -> None:
    """Write the address of a link so that every reader understands the same.

    A link that leads nowhere is removed; an address of an unknown form stays as it is,
    and is refused by `active_content`.
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
        action["/URI"] = pikepdf.String(urllib.parse.quote(plain, safe=_UNQUOTED))


def _text(raw: bytes) -> str:
    """Decoded by its byte order mark, as UTF-8 or as Latin-1, without outer spaces."""
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace").strip()
    try:
        return raw.decode().strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()


def _plain(text: str) -> str:
    if _ABSOLUTE.fullmatch(text):
        return text
    bare = _BESIDE.sub("", text, count=1)
    if _PAGE.fullmatch(bare):
        return f"http://{bare}"
    return f"mailto:{text}" if _MAILBOX.fullmatch(text) else ""
