"""The mall's mark or coat of arms: a file that is shown on pages and printed on papers.

It is shown by `<img>`, where browsers run nothing in it, and drawn by Typst. Still an
SVG that holds more than a drawing is refused, because it is also opened by its address.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

MAX_BYTES = 40_000  # it is loaded with the first page
MIN_PIXELS, MAX_PIXELS = 96, 1024
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
# Width by height: what is much wider or higher has no place beside the mall's name.
_MAX_RATIO = 1.5
_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWING = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"defs", "title", "desc", "use", "clipPath", "mask"}
    | {"linearGradient", "radialGradient", "stop"}
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|^\s*(?:javascript|data|https?):", re.I)


def defects(path: Path) -> Iterator[str]:
    """What is wrong with the file; each message says what to do."""
    kinds = " or ".join(KINDS)
    if path.suffix not in KINDS:
        yield f"{path.name} is no {kinds} file: save the mark as one of them"
        return
    try:
        content = path.read_bytes()
    except OSError as error:
        yield f"{path} can't be read ({error.strerror}): correct the path"
        return
    if len(content) > MAX_BYTES:
        yield f"{path.name} has {len(content)} bytes, at most {MAX_BYTES}: simplify it"
    elif path.suffix == ".png":
        yield from _png_defects(path.name, content)
    else:
        yield from _svg_defects(path.name, content)


def _png_defects(name: str, content: bytes) -> Iterator[str]:
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 33:
        yield f"{name} is no PNG picture: save it anew"
        return
    width, height = struct.unpack(">II", content[16:24])
    if not all(MIN_PIXELS <= side <= MAX_PIXELS for side in (width, height)):
        yield (
            f"{name} has {width} × {height} pixels, and needs {MIN_PIXELS} to"
            f" {MAX_PIXELS} on each side"
        )
    elif not _is_compact(width, height):
        yield f"{name} is no mark but a banner: cut it to about a square"


def _svg_defects(name: str, content: bytes) -> Iterator[str]:
    if b"<!" in re.sub(rb"<!--.*?-->", b"", content, flags=re.DOTALL):
        yield f"{name} declares a document type or entities: remove them"
        return
    try:
        root = ET.fromstring(content)  # noqa: S314 - no entities, see above
    except (ET.ParseError, ValueError) as error:
        yield f"{name} is no XML ({error}): save it anew"
        return
    try:
        _left, _top, width, height = map(float, root.get("viewBox", "").split())
    except ValueError:
        yield f"{name} has no viewBox of four numbers: save it with one"
        return
    if min(width, height) <= 0 or not _is_compact(width, height):
        yield f"{name} has a viewBox that is no square or nearly: cut it to one"
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag not in _DRAWING:
            yield f"{name} contains <{tag}>, which is no drawing: remove it"
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2]
            is_link = attribute == "href" and not value.startswith("#")
            if attribute.startswith("on") or is_link or _OUTSIDE.search(value):
                yield f"{name} has {attribute}={value[:30]!r} at <{tag}>: remove it"


def _is_compact(width: float, height: float) -> bool:
    return max(width, height) <= _MAX_RATIO * min(width, height)
