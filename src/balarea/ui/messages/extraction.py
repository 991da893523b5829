"""Extract the sentences of an app from its Python code and its templates."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_SHOWN = {"tests", "migrations", "locale", "static"}
TEMPLATES = {".html", ".txt"}
# `<c-head :title="_('Mine')" />`: cotton evaluates it, Django's reader passes it by.
DYNAMIC = re.compile(r"""\s:[\w-]+=("[^"]*"|'[^']*')""")
CONSTANT = re.compile(r"""_\(("[^"]+"|'[^']+')\)""")


def gather(app: Path, source: Path) -> Catalog:
    """The template of the app's catalogue; places are relative to `source`."""
    catalogue = Catalog()
    for path in _files(app):
        place = path.relative_to(source).as_posix()
        for line, text, notes, context in _sentences(path):
            catalogue.add(
                text, None, [(place, line)], auto_comments=notes, context=context
            )
    return catalogue


def _files(app: Path) -> Iterator[Path]:
    for path in sorted(app.rglob("*")):
        if NOT_SHOWN.intersection(path.relative_to(app).parts):
            continue
        shown = path.suffix in TEMPLATES and "templates" in path.parts
        if shown or path.suffix == ".py":
            yield path


type Sentence = tuple[int, str | tuple[str, ...], list[str], str | None]


def _sentences(path: Path) -> Iterator[Sentence]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, path)
    code = io.BytesIO(source.encode())
    yield from extract(
        "python", code, KEYWORDS, ["Translators:"], {"encoding": "utf-8"}
    )


def _as_python(source: str, path: Path) -> str:
    """Calls of gettext, line by line where they stood."""
    words = templatize(source, origin=str(path)).splitlines()
    for attribute in DYNAMIC.finditer(source):
        line = source.count("\n", 0, attribute.start())
        for constant in CONSTANT.finditer(attribute[1]):
            words[line] += f" _({constant[1]}) "
    # What is left of the page is blank noise; its indentation means nothing.
    return "\n".join(line.lstrip() for line in words)
