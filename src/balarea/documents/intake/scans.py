"""Several photos of a paper become one PDF, light enough to be sent and opened.

The photos were written by `images.rebuild` before: JPEG, upright by their EXIF
orientation, without metadata. They are not straightened any further, since no light and
well-kept library finds the edges of a paper: a person turns what lies on its side.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import pikepdf
from PIL import Image

TURNS: Final = (0, 90, 180, 270)  # degrees clockwise
TARGET_BYTES: Final = 1_500_000  # of the light PDF
# Longest side in pixels and JPEG quality to try, by the number of photos: of few the
# best first, of many only the lightest, since each try takes a tenth of a second. On A4
# the sides are 200 and 150 dots an inch, so small print stays readable.
_FEW: Final = ((2339, 80), (1754, 65), (1754, 50))
_SOME: Final = ((1754, 65), (1754, 50))
_MANY: Final = ((1754, 50),)
_A4: Final = (595.28, 841.89)  # points
_CLOCKWISE: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


class Page(NamedTuple):
    """A photo as JPEG, with the degrees by which it is turned clockwise."""

    jpeg: bytes
    turn: int


def light_pdf(pages: Sequence[Page]) -> bytes:
    """One PDF of the photos in this order, each on a page, of about `TARGET_BYTES`."""
    share = TARGET_BYTES // max(1, len(pages))
    steps = _FEW if len(pages) < 4 else _SOME if len(pages) < 8 else _MANY
    return _pdf(Page(_lighter(page.jpeg, share, steps), page.turn) for page in pages)


def full_pdf(pages: Sequence[Page]) -> bytes:
    """The same with the photos as they are, byte for byte."""
    return _pdf(pages)


def turned(page: Page) -> tuple[bytes, int, int]:
    """The photo itself turned; JPEG, width and height."""
    with Image.open(io.BytesIO(page.jpeg), formats=["JPEG"]) as picture:
        if page.turn not in _CLOCKWISE:
            return page.jpeg, picture.width, picture.height
        upright = picture.transpose(_CLOCKWISE[page.turn])
    return _jpeg(upright, 90), upright.width, upright.height


def _lighter(jpeg: bytes, share: int, steps: Iterable[tuple[int, int]]) -> bytes:
    """The photo in at most `share` bytes, or as light as it stays readable."""
    if len(jpeg) <= share:
        return jpeg
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        smaller, lightest = picture.copy(), jpeg
    for side, quality in steps:
        if max(smaller.size) > side:
            smaller.thumbnail((side, side), Image.Resampling.BICUBIC)
        lightest = min(lightest, _jpeg(smaller, quality), key=len)
        if len(lightest) <= share:
            break
    return lightest


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _pdf(pages: Iterable[Page]) -> bytes:
    """Each JPEG on an A4 page of its own, as large as fits; no pixel is changed."""
    pdf = pikepdf.new()
    for page in pages:
        _add_page(pdf, page)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _add_page(pdf: pikepdf.Pdf, page: Page) -> None:
    with Image.open(io.BytesIO(page.jpeg), formats=["JPEG"]) as picture:
        width, height, is_grey = *picture.size, picture.mode == "L"
    image = pikepdf.Stream(
        pdf,
        page.jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray if is_grey else pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
    )
    across, up = sorted(_A4, reverse=width > height)
    scale = min(across / width, up / height)
    wide, high = width * scale, height * scale
    left, bottom = (across - wide) / 2, (up - high) / 2
    drawing = f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {bottom:.2f} cm /P Do Q"
    contents = pikepdf.Stream(pdf, drawing.encode())
    pdf.pages.append(
        pikepdf.Page(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Page,
                MediaBox=[0, 0, across, up],
                Rotate=page.turn,
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image)),
                Contents=contents,
            )
        )
    )
