"""Photos become one PDF: light, readable, and examined like every other one."""

import io

import pikepdf
import pytest
from PIL import Image

from balarea.documents import sandbox
from balarea.documents.intake import composing, limits, scans
from balarea.documents.intake.outcome import Kind, Reason, Rejected


def jpeg(size: tuple[int, int], *, mode: str = "RGB", noise: int = 0) -> bytes:
    """A photo; with noise it can hardly be compressed."""
    if noise:
        picture = Image.effect_noise(size, noise).convert(mode)
    else:
        picture = Image.new(mode, size, 200 if mode == "L" else (200, 180, 90))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=limits.JPEG_QUALITY)
    return out.getvalue()


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height in points of each page."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        boxes = [[round(float(n)) for n in page.mediabox] for page in opened.pages]
    return [(right - left, top - bottom) for left, bottom, right, top in boxes]


def test_a_page_is_a4_as_the_photo_lies() -> None:
    pages = [scans.Page(jpeg(size), 0) for size in ((800, 600), (600, 800))]
    made = composing.pdf_of(pages)
    assert sizes(made.content) == [(842, 595), (595, 842)]
    assert (made.kind, made.pages) == (Kind.PDF, 2)


@pytest.mark.parametrize("turn", scans.TURNS)
def test_a_photo_is_turned_clockwise(turn: int) -> None:
    corner = Image.new("RGB", (64, 48), "white")
    corner.paste("black", (0, 0, 16, 16))
    out = io.BytesIO()
    corner.save(out, "JPEG", quality=95)
    [made] = composing.pictures_of([scans.Page(out.getvalue(), turn)])
    picture = Image.open(io.BytesIO(made.content)).convert("L")
    across, down = picture.width - 5, picture.height - 5
    dark = {0: (5, 5), 90: (across, 5), 180: (across, down), 270: (5, down)}[turn]
    corners = {(5, 5), (across, 5), (across, down), (5, down)}
    assert {spot for spot in corners if picture.getpixel(spot) < 128} == {dark}  # type: ignore[operator]
    assert picture.size == (made.width, made.height)


def test_many_photos_become_light_enough() -> None:
    photo = jpeg((2400, 1800), noise=12)
    made = composing.pdf_of([scans.Page(photo, 0)] * 12)
    assert len(made.content) < limits.MAX_BYTES
    assert len(made.content) < len(made.sent) / 2
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        widths = {int(page.obj.Resources.XObject.P.Width) for page in pdf.pages}
    assert widths == {1240}  # 105 dots an inch on the long side of A4


def test_a_few_light_photos_stay_as_they_are() -> None:
    pages = [scans.Page(jpeg((1600, 1200)), 0)] * 2
    made = composing.pdf_of(pages)
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        images = [page.obj.Resources.XObject.P.read_raw_bytes() for page in pdf.pages]
    assert images == [page.jpeg for page in pages]


def test_grey_photos_stay_grey() -> None:
    made = composing.pdf_of([scans.Page(jpeg((640, 480), mode="L"), 0)])
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert pdf.pages[0].obj.Resources.XObject.P.ColorSpace == "/DeviceGray"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (sandbox.Busy, Reason.BUSY),
        (sandbox.NotStarted, Reason.NOT_CHECKED),
        (sandbox.Broken, Reason.TOO_COMPLEX),
    ],
)
def test_a_child_that_fails_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception], reason: Reason
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise fault

    monkeypatch.setattr(sandbox, "run", fail)
    with pytest.raises(Rejected) as refused:
        composing.pdf_of([scans.Page(jpeg((64, 48)), 0)])
    assert refused.value.reason is reason
