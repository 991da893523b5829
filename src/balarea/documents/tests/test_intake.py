"""Uploads: which are accepted, which are refused, and in how much memory."""

import contextlib
import hashlib
import io
import resource
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings, strategies
from PIL import Image

from balarea.documents import errors, intake, testing
from balarea.documents.intake import Reason, Rejected
from balarea.documents.tests import streams


def reason_of(content: bytes, **more: object) -> Reason:
    with pytest.raises(Rejected) as refused:
        intake.examine(content, **more)  # type: ignore[arg-type]
    return refused.value.reason


def png_that_claims(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def with_open_action(action: Mapping[str, object]) -> bytes:
    return testing.pdf(OpenAction=pikepdf.Dictionary(dict(action)))


def with_attachment() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(testing.pdf())) as pdf:
        pdf.attachments["x.txt"] = b"hello"
        pdf.save(out)
    return out.getvalue()


def encrypted(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(testing.pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
    return out.getvalue()


def with_streams(size: int, times: int = 1) -> bytes:
    """A PDF whose streams of zeros unpack to `size` bytes each."""
    packed = testing.zeros(size)
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for number in range(times):
            stream = pikepdf.Stream(pdf, packed, Filter=pikepdf.Name.FlateDecode)
            pdf.Root[f"/X{number}"] = stream
        pdf.save(out, compress_streams=False)
    return out.getvalue()


def hidden_name() -> bytes:
    """/JavaScript written as /J#61vaScript."""
    plain = with_open_action({"/S": pikepdf.Name("/Xavascript"), "/Y": 1})
    return plain.replace(b"/Xavascript", b"/J#61vaScript")


JS = {"/S": pikepdf.Name.JavaScript, "/JS": pikepdf.String("app.alert(1)")}
ACTIVE: dict[str, Callable[[], bytes]] = {
    "script on opening": lambda: with_open_action(JS),
    "launches a program": lambda: with_open_action(
        {"/S": pikepdf.Name.Launch, "/F": pikepdf.String("cmd.exe")}
    ),
    "leads outside on opening": lambda: with_open_action(
        {"/S": pikepdf.Name.URI, "/URI": pikepdf.String("http://x.example")}
    ),
    "submits a form": lambda: with_open_action({"/S": pikepdf.Name.SubmitForm}),
    "named scripts": lambda: testing.pdf(
        Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())
    ),
    "additional actions": lambda: testing.pdf(AA=pikepdf.Dictionary()),
    "XFA form": lambda: testing.pdf(
        AcroForm=pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))
    ),
    "a name in disguise": hidden_name,
    "deep in an array": lambda: testing.pdf(
        X=pikepdf.Array([pikepdf.Array([pikepdf.Dictionary(JS)])])
    ),
}


@pytest.mark.parametrize("what", ACTIVE)
def test_refuses_an_active_pdf(what: str) -> None:
    assert reason_of(ACTIVE[what]()) is Reason.ACTIVE


@pytest.mark.parametrize("cut", [b"%%EOF", b"startxref"])
def test_refuses_an_active_pdf_whose_end_is_damaged(cut: bytes) -> None:
    broken = with_open_action(JS).replace(cut, b"%%XXX")
    assert reason_of(broken) in {Reason.ACTIVE, Reason.DAMAGED}


def test_refuses_what_would_hide_in_a_pdf() -> None:
    assert reason_of(with_attachment()) is Reason.ATTACHMENTS
    assert reason_of(encrypted("secret")) is Reason.ENCRYPTED
    assert reason_of(b"%PDF-1.7\n<script>alert(1)</script>") is Reason.TWO_IN_ONE
    assert reason_of(testing.pdf() + b"PK\x05\x06" + bytes(18)) is Reason.TWO_IN_ONE
    assert reason_of(b"%PDF-1.7 nothing more") is Reason.DAMAGED


def test_keeps_a_pdf_as_it_was_sent_beside_what_is_shown() -> None:
    content = testing.pdf()
    accepted = intake.check(content)
    assert (accepted.kind, accepted.pages, accepted.sent) == (
        intake.Kind.PDF,
        1,
        content,
    )
    assert accepted.sent_sha256 == hashlib.sha256(content).digest()
    assert accepted.content != content


def test_shows_nothing_that_follows_the_end_of_a_pdf() -> None:
    accepted = intake.examine(testing.pdf() + b"\ntrailing rubbish")
    assert b"rubbish" not in accepted.content


def test_keeps_of_a_photo_no_more_than_is_shown() -> None:
    """Its metadata would disclose where and with which camera it was taken."""
    accepted = intake.check(testing.photo())
    assert not accepted.sent
    assert accepted.sent_sha256 == hashlib.sha256(testing.photo()).digest()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_draws_a_picture_anew_without_its_metadata(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "GPS 6.85 S 107.92 E of Siti"
    exif[0x0112] = 6  # rotated by a quarter
    accepted = intake.examine(testing.photo((300, 200), kind, exif=exif))
    assert b"Siti" not in accepted.content
    assert (accepted.width, accepted.height) == (200, 300)
    with Image.open(io.BytesIO(accepted.content)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert "icc_profile" not in picture.info


def test_takes_a_photo_of_forty_megapixels() -> None:
    accepted = intake.check(testing.photo((7300, 5475)), accepts=["IMAGE"])
    assert (accepted.width, accepted.height) == (2400, 1800)
    assert len(accepted.content) < 3_000_000


def test_refuses_pictures_that_are_no_photos() -> None:
    assert reason_of(testing.photo((12_000, 9_200))) is Reason.TOO_MANY_PIXELS
    assert reason_of(testing.photo((4000, 20))) is Reason.ODD_SHAPE
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    assert reason_of(out.getvalue()) is Reason.ANIMATED
    assert reason_of(testing.photo()[:200]) is Reason.DAMAGED
    assert reason_of(b"\x00\x00\x00\x18ftypheic" + bytes(40)) is Reason.HEIC


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a" + bytes(40),
        b"<svg/>",
        b"<html>",
        b"PK\x03\x04" + bytes(60),
        b"MZ" + bytes(99),
    ],
)
def test_the_type_is_what_the_content_says(content: bytes) -> None:
    assert reason_of(content) is Reason.UNKNOWN_TYPE


def test_a_requirement_takes_only_what_it_asks_for() -> None:
    assert reason_of(testing.photo(), accepts=["PDF"]) is Reason.KIND_NOT_ASKED
    assert reason_of(testing.pdf(), accepts=["IMAGE"]) is Reason.KIND_NOT_ASKED


# A child's peak counts its parent's size at the fork, and these tests are large.
IN_A_SMALL_PROCESS = """
import resource, sys
from balarea.documents import intake
try:
    intake.check(sys.stdin.buffer.read())
except intake.Rejected as refused:
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(refused.reason.value, most)
"""
BOMBS: dict[str, tuple[Callable[[], bytes], set[Reason]]] = {
    "picture of 50,000 by 50,000": (
        lambda: png_that_claims(50_000, 50_000),
        {Reason.TOO_MANY_PIXELS},
    ),
    "picture of one colour": (
        lambda: png_that_claims(6000, 6000, bytes(6000 * 18001)),
        {Reason.BOMB},
    ),
    "PDF stream of 400 MB": (lambda: with_streams(400_000_000), {Reason.BOMB}),
    "PDF of instructions within instructions": (
        lambda: streams.inline(testing.zeros(400_000_000)),
        {Reason.BOMB},
    ),
    "PDF of pictures": (
        lambda: streams.picture(
            testing.zeros(140_000_000),
            streams.FLATE,
            size=(12_000, 12_000),
            copies=9,
        ),
        {Reason.BOMB},
    ),
    "PDF of many streams": (
        lambda: with_streams(20_000_000, times=20),
        {Reason.BOMB},
    ),
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_in_bounded_memory_and_time(what: str) -> None:
    make, reasons = BOMBS[what]
    content = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", IN_A_SMALL_PROCESS], input=content, capture_output=True
    )
    said, most = done.stdout.decode().split()
    assert Reason(said) in reasons
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 15  # of processor time
    assert int(most) * 1024 < 500_000_000


def test_a_file_over_the_limit_is_not_even_looked_at() -> None:
    sizes = {
        b"%PDF-1.7\n": intake.limits.MAX_BYTES,
        b"\xff\xd8\xff": intake.limits.MAX_PICTURE_BYTES,
    }
    for head, most in sizes.items():
        with pytest.raises(Rejected) as refused:
            intake.check(head + bytes(most))
        assert refused.value.reason is Reason.TOO_BIG
        assert refused.value.params == {"max": most // 1_000_000}


def test_a_photo_over_ten_megabytes_is_stored_smaller_with_its_own_digest() -> None:
    out = io.BytesIO()
    Image.effect_noise((3600, 3000), 90).save(out, "JPEG", quality=100)
    photo = out.getvalue()
    assert len(photo) > intake.limits.MAX_BYTES
    accepted = intake.check(photo, accepts=["IMAGE"])
    assert len(accepted.content) < len(photo) / 2
    assert max(accepted.width, accepted.height) == intake.limits.SHOWN_SIDE
    assert accepted.sent_sha256 == hashlib.sha256(photo).digest()


@given(
    strategies.binary(max_size=600),
    strategies.sampled_from(
        [b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]
    ),
)
def test_any_bytes_are_kept_or_refused_and_nothing_else(
    body: bytes, head: bytes
) -> None:
    with contextlib.suppress(Rejected):
        assert intake.examine(head + body).content


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(strategies.data())
def test_a_damaged_file_raises_only_refusals(
    data: strategies.DataObject,
) -> None:
    whole = data.draw(
        strategies.sampled_from(
            [
                testing.pdf(),
                testing.photo(),
                testing.photo(kind="WEBP"),
                with_open_action(JS),
            ]
        )
    )
    spot = data.draw(strategies.integers(0, len(whole) - 1))
    broken = bytearray(whole)
    broken[spot] ^= data.draw(strategies.integers(1, 255))
    end = data.draw(strategies.integers(spot, len(whole)))
    with contextlib.suppress(Rejected):
        intake.examine(bytes(broken[:end]))


@given(strategies.text(max_size=300))
def test_a_name_is_never_a_path(name: str) -> None:
    label = intake.label_of(name)
    assert len(label) <= 80
    assert not set(label) & set('/\\<>:"|?*\x00\n\r\u202e\u200b')
    assert label not in {".", ".."}
    assert not label.startswith(".")


def test_names_are_shown_as_people_wrote_them() -> None:
    assert intake.label_of("../../etc/passwd") == "passwd"
    assert intake.label_of(r"C:\Users\ani\KTP saya.jpg") == "KTP saya.jpg"
    assert intake.label_of("surat\u202efdp.exe") == "suratfdp.exe"
    assert intake.label_of("é" * 200 + ".pdf").endswith("….pdf")


def test_every_reason_has_its_sentences() -> None:
    for reason in Reason:
        refusal = errors.refusal_of(
            Rejected(reason, max=1, file_type="X", wanted="PDF")
        )
        assert refusal.why.strip()
        assert refusal.then.strip()
