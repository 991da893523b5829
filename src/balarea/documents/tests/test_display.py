"""How much work a stored file is for a viewer; no hidden second document is shown."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from balarea.documents import display, intake, testing
from balarea.documents.intake import Reason, Rejected, limits
from balarea.documents.tests import streams

# As a browser's viewer does, with the same reader: every page is drawn.
VIEWER = """
import re, sys
import pypdfium2
with pypdfium2.PdfDocument(sys.stdin.buffer.read()) as pdf:
    for page in pdf:
        page.render(scale=1)
# Not of `resource`: that counts what the parent needed before the program began.
print(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def with_pictures(count: int, side: int) -> bytes:
    """A page that draws as many pictures as large as they may be."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        names, acts = pikepdf.Dictionary(), b""
        for number in range(count):
            stream = pdf.make_stream(testing.zeros(side * side))
            stream.Filter = streams.FLATE
            stream.Subtype = pikepdf.Name.Image
            stream.ColorSpace = pikepdf.Name.DeviceGray
            stream.Width = stream.Height = side
            stream.BitsPerComponent = 8
            names[f"/I{number}"] = stream
            acts += b"q 600 0 0 800 0 0 cm /I%d Do Q " % number
        page.obj.Resources = pikepdf.Dictionary(XObject=names)
        page.obj.Contents = pdf.make_stream(acts)
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


HEAVIEST: dict[str, Callable[[], bytes]] = {
    "as many instructions as may be": lambda: streams.with_stream(
        testing.zeros(limits.MAX_INFLATED), streams.FLATE, on_page=1
    ),
    "instructions as often as may be": lambda: streams.with_stream(
        testing.zeros(limits.MAX_INFLATED // 16), streams.FLATE, on_page=16
    ),
    "pictures as large and as many as may be": lambda: with_pictures(4, 12_000),
}


@pytest.mark.parametrize("what", HEAVIEST)
def test_what_is_kept_costs_a_viewer_little_memory(what: str) -> None:
    shown = intake.examine(HEAVIEST[what]()).content
    done = subprocess.run(
        [sys.executable, "-c", VIEWER], input=shown, capture_output=True, check=True
    )
    assert int(done.stdout) * 1024 < 500_000_000


def two_pictures(kind: str) -> bytes:
    """A red picture, and behind it a green one."""
    red, green = (Image.new("RGB", (64, 64), colour) for colour in ("red", "green"))
    out = io.BytesIO()
    if kind == "trailing":
        red.save(out, "JPEG")
        green.save(out, "JPEG")
    else:
        red.save(out, kind, save_all=True, append_images=[green])
    return out.getvalue()


@pytest.mark.parametrize("kind", ["MPO", "trailing"])
def test_of_two_pictures_the_one_that_browsers_show_is_left(kind: str) -> None:
    accepted = intake.examine(two_pictures(kind))
    with Image.open(io.BytesIO(accepted.content)) as picture:
        assert picture.format == "JPEG"
        assert getattr(picture, "n_frames", 1) == 1
        colour = picture.convert("RGB").getpixel((32, 32))
    assert isinstance(colour, tuple)
    assert colour[0] > 200
    assert accepted.content.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_refuses_pictures_that_move(kind: str) -> None:
    with pytest.raises(Rejected) as refused:
        intake.examine(two_pictures(kind))
    assert refused.value.reason is Reason.ANIMATED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_of_a_picture_with_another_file_behind_it_the_picture_is_left(
    kind: str,
) -> None:
    for rest in (b"PK\x03\x04 archive", b"<script>1</script>", testing.pdf()):
        accepted = intake.examine(testing.photo(kind=kind) + rest)
        assert rest not in accepted.content
        assert not accepted.sent


def test_no_page_opens_evidence_but_through_what_may_be_shown() -> None:
    source = Path(display.__file__).parents[1]
    callers = {
        name
        for path in source.rglob("*.py")
        if "/tests/" not in (name := str(path.relative_to(source)))
        and "open_evidence(" in path.read_text()
    }
    assert callers == {"documents/display.py", "documents/operations/evidence.py"}
