"""Several photos of a paper become one PDF, straight, and light enough to be sent.

The photos were written by `images.rebuild` before: JPEG, upright by their EXIF
orientation, without metadata. What lies on its side is turned by a person. A second PDF
has the photos as they are, so that a wrong guess of a sheet's corners loses nothing.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import pikepdf
from PIL import Image

TURNS: Final = (0, 90, 180, 270)  # degrees clockwise
TARGET_BYTES: Final = 1_500_000  # of the light PDF
# Longest side in pixels and JPEG quality to try, the best first. On A4 the sides are
# 200, 150, 130 and 105 dots an inch: at the last one print of 8 points is still read.
_STEPS: Final = (
    (2339, 80),
    (1754, 65),
    (1754, 50),
    (1500, 45),
    (1240, 40),
    (1240, 30),
)
# How much lighter each is than the one before, measured on photos of print: the step
# to try next is chosen by it, since each try takes a tenth of a second.
_LIGHTER: Final = (1.0, 0.5, 0.84, 0.78, 0.72, 0.86)
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
    """One PDF of the photos in this order, straightened, each on a page.

    Of about `TARGET_BYTES`, up to ten pages of print.
    """
    share = TARGET_BYTES // max(1, len(pages))
    return _pdf(Page(_lighter(page.jpeg, share), page.turn) for page in pages)


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


def _lighter(jpeg: bytes, share: int) -> bytes:
    """The photo straight and in at most `share` bytes, or as light as print allows.

    One that is straight and light stays as it is, byte for byte.
    """
    from balarea.documents.intake import straightening  # loads OpenCV

    picture = straightening.decoded(jpeg)
    straight = straightening.straightened(picture)
    if straight is None and len(jpeg) <= share:
        return jpeg
    if straight is not None:
        picture = straight
    step, lightest = _step(len(jpeg), share), jpeg if straight is None else b""
    while step < len(_STEPS):
        made = straightening.encoded(picture, *_STEPS[step])
        if not lightest or len(made) < len(lightest):
            lightest = made
        if len(made) <= share:
            break
        step = max(step + 1, _step(len(made), share, step))
    return lightest


def _step(size: int, share: int, after: int = 0) -> int:
    """The first step by which so many bytes are expected to become `share`."""
    for step in range(after, len(_STEPS)):
        size = round(size * (_LIGHTER[step] if step > after else 1))
        if size <= share:
            return step
    return len(_STEPS) - 1


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
