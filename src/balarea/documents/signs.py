"""Which signs of a text stand on paper. The attachment keeps every one of them.

The fonts lie inside typst, so typst is asked: it names each sign that a face can't
draw. A sign counts as drawn when the first face draws it by itself in every weight and
style: then it draws any word made of such signs, marks on letters included, since none
of them has to be borrowed from another face.
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
# Letters of Arabic, Sundanese and others are joined or parted by these two.
_JOINERS = "\u200c\u200d"
_KEPT = "\n\t" + _JOINERS
# Controls and formats have no shape; those of direction turn a name around.
_SHAPELESS = frozenset({"Cc", "Cf"})
_UNDRAWN = re.compile(r'the text `"(?:\\u\{([0-9a-f]{1,6})\}|(.))"`')


def shown(data: Any) -> Any:
    """The texts without signs that have no shape of their own."""
    return _each(data, lambda text: "".join(filter(_has_shape, text)))


def legible(data: Any) -> Any:
    """The texts with a box for each sign that some face can't draw."""
    found: set[str] = set()

    def collect(text: str) -> str:
        found.update(text)
        return text

    _each(data, collect)
    undrawn = _undrawn(sorted(sign for sign in found if not sign.isascii()))
    return _boxed(data, lambda sign: sign in undrawn)


def plain(data: Any) -> Any:
    """The texts with a box for everything but the letters and figures of ASCII."""
    return _boxed(data, lambda sign: not sign.isascii())


def _boxed(data: Any, is_undrawn: Callable[[str], bool]) -> Any:
    def text_of(text: str) -> str:
        return "".join(
            BOX if is_undrawn(sign) else sign for sign in text if not _is_hint(sign)
        )

    return _each(data, text_of)


def _each(thing: Any, change: Callable[[str], str], key: str = "") -> Any:
    """The same structure with every text changed that will be set."""
    if isinstance(thing, str):
        return thing if key == ATTACHED else change(thing)
    if isinstance(thing, list):
        return [_each(item, change) for item in thing]
    if isinstance(thing, dict):
        return {name: _each(value, change, name) for name, value in thing.items()}
    return thing


def _has_shape(sign: str) -> bool:
    return sign in _KEPT or unicodedata.category(sign) not in _SHAPELESS


def _is_hint(sign: str) -> bool:
    """Whether it only says how its neighbour should look: selectors, joiners."""
    return sign in _JOINERS or "VARIATION SELECTOR" in unicodedata.name(sign, "")


def _undrawn(signs: list[str]) -> frozenset[str]:
    try:
        typst.compile(
            str(TEMPLATES / "drawn.typ"),
            root=str(TEMPLATES),
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            ignore_system_fonts=True,
            sys_inputs={"signs": msgspec.json.encode(signs).decode()},
        )
    except typst.TypstError as fault:
        return frozenset(
            chr(int(point, 16)) if point else sign
            for point, sign in _UNDRAWN.findall(fault.diagnostic)
        )
    return frozenset()
