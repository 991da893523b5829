"""A photo of a sheet becomes straight and light; what is no sheet stays as it lies."""

import io
import random

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from balarea.documents.intake import composing, images, limits, scans, straightening
from balarea.documents.intake.straightening import Corners, Pixels

WIDE, HIGH = 1800, 2400
# Where the sheet's corners lie in the photo: clockwise from the top left.
CORNERS = np.array([[150, 140], [1560, 220], [1680, 2240], [90, 2140]], np.float32)


def sheet(seed: int = 1) -> Pixels:
    """A page of print, A4 at 200 dots an inch."""
    page = Image.new("RGB", (1654, 2339), "white")
    drawing, font = ImageDraw.Draw(page), ImageFont.load_default(size=30)
    chosen = random.Random(seed)
    for y in range(140, 2200, 50):
        words = ("".join(chosen.choices("abdeghiklmnoprstu", k=6)) for _ in range(11))
        drawing.text((140, y), " ".join(words), fill=(20, 20, 30), font=font)
    return np.asarray(page, np.uint8)


def photo(seed: int = 1) -> bytes:
    """The page on a dark table, seen from the side, in uneven light and with noise."""
    page = sheet(seed)
    height, width = page.shape[:2]
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(own, CORNERS)
    table = np.full((HIGH, WIDE, 3), (92, 70, 50), np.uint8)
    cv2.warpPerspective(
        page, matrix, (WIDE, HIGH), table, borderMode=cv2.BORDER_TRANSPARENT
    )
    light = np.linspace(0.7, 1.0, WIDE)[None, :, None]
    noise = np.random.default_rng(seed).normal(0, 5, table.shape)
    lit = (table * light + noise).clip(0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(lit).save(out, "JPEG", quality=limits.JPEG_QUALITY)
    return images.rebuild(out.getvalue(), "JPEG").content


def corners_of(picture: Pixels) -> Corners:
    corners = straightening.sheet_of(picture)
    assert corners is not None
    return corners


def test_the_four_corners_of_a_sheet_are_found_and_made_right_angles() -> None:
    picture = straightening.decoded(photo())
    corners = corners_of(picture)
    assert float(np.abs(corners - CORNERS).max()) < 0.01 * HIGH
    straight = straightening.straightened(picture)
    assert straight is not None
    assert straight.shape[0] > straight.shape[1]
    # Its print is level now, and the table is gone.
    assert abs(straightening.slant_of(straight)) < 1
    assert float(straight[:8].mean()) > 120


@pytest.mark.parametrize("degrees", [-7.0, 3.0])
def test_slanting_lines_of_a_page_without_edges_are_levelled(degrees: float) -> None:
    page = Image.fromarray(sheet()).convert("L")
    turned = np.asarray(page.rotate(degrees, fillcolor=255), np.uint8)
    assert straightening.slant_of(turned) == pytest.approx(-degrees, abs=0.3)
    straight = straightening.straightened(turned)
    assert straight is not None
    assert abs(straightening.slant_of(straight)) < 0.4


@pytest.mark.parametrize(
    "picture",
    [
        sheet(),
        np.asarray(Image.effect_noise((1600, 1200), 60), np.uint8),
        np.full((1200, 1600, 3), 180, np.uint8),
    ],
    ids=["straight", "noise", "blank"],
)
def test_what_is_straight_or_no_sheet_stays_as_it_is(picture: Pixels) -> None:
    assert straightening.straightened(picture) is None


def test_ten_photos_become_one_straight_pdf_of_at_most_a_megabyte_and_a_half() -> None:
    photos = [photo(seed) for seed in (1, 2)]
    pages = [scans.Page(photos[number % 2], 0) for number in range(10)]
    made = composing.pdf_of(pages)
    assert len(made.content) <= scans.TARGET_BYTES
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        sizes = [page.obj.Resources.XObject.P for page in pdf.pages]
        assert len(sizes) == 10
        assert min(int(one.Height) for one in sizes) >= 1240  # 105 dots an inch
    # The photos in full size stay beside it, byte for byte.
    with pikepdf.open(io.BytesIO(made.sent)) as pdf:
        originals = [
            page.obj.Resources.XObject.P.read_raw_bytes() for page in pdf.pages
        ]
    assert originals == [page.jpeg for page in pages]
