"""Photos as phones and programs write them, some with damaged metadata."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from balarea.documents import errors, intake, testing
from balarea.documents.intake import Reason, Rejected, limits
from balarea.documents.tests import phones

RED = (255, 0, 0)


def marked(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Blue, with a red field in its upper left corner."""
    picture = Image.new("RGB", size, (0, 0, 200))
    picture.paste(RED, (0, 0, size[0] // 4, size[1] // 4))
    return picture


def written(kind: str, size: tuple[int, int] = (96, 64), **more: object) -> bytes:
    out = io.BytesIO()
    marked(size).save(out, kind, **more)
    return out.getvalue()


def noise(size: tuple[int, int], **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG", **more)
    return out.getvalue()


def red_corner(content: bytes) -> tuple[bool, bool]:
    """Whether the red field is at the left, and whether it is at the top."""
    with Image.open(io.BytesIO(content)) as picture:
        plain, (width, height) = picture.convert("RGB"), picture.size
    for x, y in ((4, 4), (width - 5, 4), (4, height - 5), (width - 5, height - 5)):
        colour = plain.getpixel((x, y))
        assert isinstance(colour, tuple)
        if colour[0] > 150:
            return x == 4, y == 4
    raise AssertionError("no red field")


def exif(turn: int) -> bytes:
    said = Image.Exif()
    said[0x0112] = turn
    return said.tobytes()


def xmp(turn: int) -> bytes:
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999'
        b'/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/'
        b'1.0/" tiff:Orientation="%d"/></rdf:RDF></x:xmpmeta>' % turn
    )


def with_chunk(name: bytes, body: bytes, check: int | None = None) -> bytes:
    """A PNG with one more chunk after its header."""
    content = written("PNG")
    right = zlib.crc32(name + body) if check is None else check
    chunk = struct.pack(">I", len(body)) + name + body + struct.pack(">I", right)
    return content[:33] + chunk + content[33:]


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "AVIF": lambda: written("AVIF"),
    "HEIC": lambda: phones.HEIC,
    "HEIC of another brand": lambda: phones.HEIC.replace(b"ftypheic", b"ftypmif1", 1),
    "JPEG without its end": lambda: written("JPEG")[:-2],
    "JPEG without half its end": lambda: written("JPEG")[:-1],
    "JPEG in passes without its end": lambda: written("JPEG", progressive=True)[:-2],
    "PNG without its end": lambda: written("PNG")[:-12],
    "PNG whose end breaks off": lambda: written("PNG")[:-5],
    "WebP with unreadable EXIF": lambda: written("WEBP", exif=b"Exif\0\0garbage!"),
    "JPEG with unreadable EXIF": lambda: written("JPEG", exif=b"Exif\0\0garbage!"),
    "PNG with unreadable EXIF": lambda: with_chunk(b"eXIf", b"garbage!"),
    "PNG with a text of a wrong checksum": lambda: with_chunk(b"tEXt", b"a\0b", 7),
    "PNG with a profile that isn't one": lambda: with_chunk(b"iCCP", b"a\0\0garbage"),
    "PNG with a text that is a bomb": lambda: with_chunk(
        b"zTXt", b"a\0\0" + testing.zeros(90_000_000)
    ),
    "JPEG with a profile that isn't one": lambda: written(
        "JPEG", icc_profile=b"garbage"
    ),
    "JPEG that has been turned, as only stale words say": lambda: written(
        "JPEG", xmp=xmp(6)
    ),
    "WebP of which stale words say the same": lambda: written("WEBP", xmp=xmp(3)),
    "JPEG that says both": lambda: written("JPEG", exif=exif(1), xmp=xmp(8)),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_keeps_a_good_picture_upright(what: str) -> None:
    accepted = intake.examine(ACCEPTED[what]())
    assert (accepted.width, accepted.height) == (96, 64)
    assert red_corner(accepted.content) == (True, True)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("turn", "corner"),
    [(2, (False, True)), (3, (False, False)), (6, (False, True)), (8, (True, False))],
)
def test_turns_a_picture_as_browsers_do(
    kind: str, turn: int, corner: tuple[bool, bool]
) -> None:
    accepted = intake.examine(written(kind, exif=exif(turn)))
    assert red_corner(accepted.content) == corner
    assert (accepted.width > accepted.height) == (turn < 5)


@pytest.mark.parametrize("progressive", [False, True])
def test_refuses_a_photo_of_which_a_part_is_missing(progressive: bool) -> None:
    whole = noise((400, 300), progressive=progressive)
    with pytest.raises(Rejected) as refused:
        intake.examine(whole[: len(whole) * 2 // 3])
    assert refused.value.reason is Reason.DAMAGED


def test_takes_a_photo_of_a_hundred_megapixels() -> None:
    accepted = intake.check(testing.photo((12_000, 9_000)), accepts=["IMAGE"])
    assert (accepted.width, accepted.height) == (2400, 1800)


@pytest.mark.parametrize(
    ("content", "most"),
    [
        (lambda: testing.photo((11_000, 10_100)), limits.MAX_PHOTO),
        (lambda: testing.photo((9000, 7000), progressive=True), limits.MAX_PROGRESSIVE),
        (lambda: testing.photo((7000, 6000), kind="PNG"), limits.MAX_PIXELS),
        (lambda: heic_that_claims(8000, 7000), limits.MAX_PHONE_PHOTO),
    ],
)
def test_says_how_many_pixels_are_too_many(
    content: Callable[[], bytes], most: int
) -> None:
    with pytest.raises(Rejected) as refused:
        intake.examine(content())
    assert refused.value.reason is Reason.TOO_MANY_PIXELS
    assert refused.value.params == {"max": most // 1_000_000}


def heic_that_claims(width: int, height: int) -> bytes:
    place = phones.HEIC.index(b"ispe") + 8
    claim = struct.pack(">II", width, height)
    return phones.HEIC[:place] + claim + phones.HEIC[place + 8 :]


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1", b"hevc"])
def test_words_about_photos_of_phones_are_for_every_phone(brand: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        intake.examine(b"\x00\x00\x00\x18ftyp" + brand + bytes(40))
    assert refused.value.reason is Reason.HEIC
    said = errors.refusal_of(refused.value)
    assert "Apple" not in said.why
    assert "Android" in said.then
    assert "iPhone" in said.then


def test_a_film_is_no_photo() -> None:
    with pytest.raises(Rejected) as refused:
        intake.examine(b"\x00\x00\x00\x18ftypisom\0\0\0\0isomavc1" + bytes(60))
    assert refused.value.reason is Reason.UNKNOWN_TYPE
