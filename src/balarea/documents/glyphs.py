"""Which characters of a text the fonts can draw. The attachment keeps all of them.

The fonts are part of typst, and its diagnostics name each character that a font lacks.
A character counts as drawable when the first font draws it by itself in every weight
and style: then it draws every word of such characters, combining marks included,
because no glyph is taken from another font.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import typst

TEMPLATES = Path(__file__).parent / "pdf" / "templates"
BOX = "\u25a1"
ATTACHED = "attached"
# They join or separate letters of Arabic, Sundanese and other scripts.
_JOINERS = "\u200c\u200d"
_ALLOWED = "\n\t" + _JOINERS
# Control and format characters are invisible; some of them reverse the order of text.
_INVISIBLE = frozenset({"Cc", "Cf"})
_MISSING = re.compile(r'the text `"(?:\\u\{([0-9a-f]{1,6})\}|(.))"`')


def without_invisible(data: Any) -> Any:
    """All texts of a structure without control and format characters."""
    return _each(data, lambda text: "".join(filter(_is_visible, text)))


def with_boxes(data: Any) -> Any:
    """All texts with a box (U+25A1) for each character that a font can't draw."""
    used: set[str] = set()

    def collect(text: str) -> str:
        used.update(text)
        return text

    _each(data, collect)
    undrawn = _missing(sorted(char for char in used if not char.isascii()))
    return _boxed(data, lambda char: char in undrawn)


def ascii_only(data: Any) -> Any:
    """All texts with a box for each character outside ASCII."""
    return _boxed(data, lambda char: not char.isascii())


def _boxed(data: Any, is_missing: Callable[[str], bool]) -> Any:
    def text_of(text: str) -> str:
        return "".join(
            BOX if is_missing(char) else char for char in text if not _is_modifier(char)
        )

    return _each(data, text_of)


def _each(thing: Any, change: Callable[[str], str], key: str = "") -> Any:
    """The same structure with `change` applied to every text that is typeset."""
    if isinstance(thing, str):
        return thing if key == ATTACHED else change(thing)
    if isinstance(thing, list):
        return [_each(item, change) for item in thing]
    if isinstance(thing, dict):
        return {name: _each(value, change, name) for name, value in thing.items()}
    return thing


def _is_visible(char: str) -> bool:
    return char in _ALLOWED or unicodedata.category(char) not in _INVISIBLE


def _is_modifier(char: str) -> bool:
    """Whether it only affects its neighbour: a variation selector or a joiner."""
    return char in _JOINERS or "VARIATION SELECTOR" in unicodedata.name(char, "")


def _missing(chars: list[str]) -> frozenset[str]:
    try:
        typst.compile(
            str(TEMPLATES / "drawn.typ"),
            root=str(TEMPLATES),
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"chars": msgspec.json.encode(chars).decode()},
        )
    except typst.TypstError as fault:
        return frozenset(
            chr(int(point, 16)) if point else char
            for point, char in _MISSING.findall(fault.diagnostic)
        )
    return frozenset()
