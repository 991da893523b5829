"""The mall's own static files: its mark, and the stylesheet in its colours.

They are gathered with all others, so both are served under a name with their hash.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from balarea.foundation.colours import Colours

FOLDER = "mall"
STYLESHEET = Path(__file__).parent / "static" / "ui" / "ui.css"
_PROPERTY = r"(?<![\w-])--{}: #[0-9a-f]{{3,6}}"
# Where the stylesheet's themes begin; the third is the dark one by the system.
_THEMES = (
    ("light", '[data-theme="light"] {'),
    ("dark", '[data-theme="dark"] {'),
    ("dark", ":root:not([data-theme]) {"),
)


class _Gathered(FileSystemStorage):
    """Files that are gathered below `prefix`."""

    prefix: str


class _Coloured(_Gathered):
    """The folder of the stylesheet; what is read from it has the mall's colours."""

    prefix = "ui"

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        css = STYLESHEET.read_text("utf-8")
        return ContentFile(in_colours(css, settings.BALAREA_MALL.colours).encode())


class _Marks(_Gathered):
    """The folder of the mall's mark."""

    prefix = FOLDER


class MallFinder(BaseFinder):
    """Finds `mall/<mark>`, and the stylesheet before the app's own is found."""

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, _Gathered]]:
        mark = Path(settings.BALAREA_MALL.mark)
        yield mark.name, _Marks(location=mark.parent)
        yield STYLESHEET.name, _Coloured(location=STYLESHEET.parent)

    def find(self, path: str, find_all: Literal[False, True] = False, **_: Any) -> Any:
        """The path of the mark; the stylesheet is found as it lies, by the next."""
        mark = settings.BALAREA_MALL.mark
        if path != mark_path():
            return []
        return [mark] if find_all else mark


def mark_path() -> str:
    """The mark's path among the static files."""
    return f"{FOLDER}/{Path(settings.BALAREA_MALL.mark).name}"


def in_colours(css: str, colours: Colours) -> str:
    """The stylesheet with the colours of a mall in the place of its own.

    Raises `ValueError` where it lacks one of them.
    """
    for light, head in _THEMES:
        before, theme, rest = css.partition(head)
        if not theme:
            raise ValueError(head)
        block, end, after = rest.partition("}")
        css = before + theme + _replaced(block, colours.tokens(light)) + end + after
    before, _, block = css.partition("--night:")
    accent = _value("crown", css)
    css = before + _replaced("--night:" + block, colours.masthead_tokens())
    # The drawn field behind the masthead is a picture, which takes no property.
    return css.replace(f"%23{accent}", f"%23{colours.masthead.accent.lstrip('#')}")


def _replaced(css: str, tokens: Mapping[str, str]) -> str:
    """The stylesheet with the first declaration of each token changed."""
    for name, value in tokens.items():
        css, count = re.subn(_PROPERTY.format(name), f"--{name}: {value}", css, count=1)
        if not count:
            raise ValueError(name)
    return css


def _value(name: str, css: str) -> str:
    match = re.search(rf"--{name}: #([0-9a-f]+)", css)
    if match is None:
        raise ValueError(name)
    return match[1]
