"""PDFs with streams in every filter, valid and malicious."""

import io
import struct
import zlib

import pikepdf
from PIL import Image

FLATE, LZW = pikepdf.Name.FlateDecode, pikepdf.Name.LZWDecode
RUNS, HEX = pikepdf.Name.RunLengthDecode, pikepdf.Name.ASCIIHexDecode
BASE85, JPEG = pikepdf.Name.ASCII85Decode, pikepdf.Name.DCTDecode
JPEG2000, FAX = pikepdf.Name.JPXDecode, pikepdf.Name.CCITTFaxDecode
JBIG2 = pikepdf.Name.JBIG2Decode
WHITE = (200, 300)


def with_stream(
    packed: bytes,
    *filters: pikepdf.Name,
    on_page: int = 0,
    copies: int = 1,
    **more: object,
) -> bytes:
    """A PDF of one page that refers to a stream so many times."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        streams = [pdf.make_stream(packed) for _ in range(copies)]
        for stream in streams:
            if filters:
                one, *others = filters
                stream.Filter = pikepdf.Array(filters) if others else one
            for key, value in more.items():
                stream[f"/{key}"] = value
        if on_page:
            page.obj.Contents = pikepdf.Array(streams * on_page)
        pdf.Root.X = pikepdf.Array(streams)
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


def picture(
    packed: bytes,
    *filters: pikepdf.Name,
    size: tuple[int, int] = WHITE,
    **more: object,
) -> bytes:
    entries = {"Subtype": pikepdf.Name.Image, "Width": size[0], "Height": size[1]}
    return with_stream(packed, *filters, **{**entries, **more})  # type: ignore[arg-type]


def scan(compression: str, size: tuple[int, int] = WHITE, mode: str = "L") -> bytes:
    """A white picture in a filter of PDF, compressed by Pillow's TIFF writer."""
    out = io.BytesIO()
    blank = Image.new(mode, size, "white")
    blank.save(out, "TIFF", compression=compression, strip_size=2**30)
    with Image.open(io.BytesIO(out.getvalue())) as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    return out.getvalue()[start : start + length]


def inline(packed: bytes, how: bytes = b"/F /Fl") -> bytes:
    """A content stream with an inline picture."""
    return with_stream(
        b"q BI /W 1 /H 1 /BPC 8 /CS /G " + how + b" ID " + packed + b" EI Q", on_page=1
    )


def lzw_bomb(times: int, *, ends: bool = True) -> bytes:
    """LZW that decodes 6 KB to 7 MB, so many times.

    `ends`: with the end-of-data mark, at which readers stop.
    """
    bits: list[str] = []
    width = 9
    for _ in range(times):
        bits.append(f"{256:0{width}b}{0:09b}")
        width = 9
        for code in range(258, 4095):
            bits.append(f"{code:0{width}b}")
            if code + 2 >= 1 << width and width < 12:
                width += 1
    if ends:
        bits.append(f"{257:012b}")
    whole = "".join(bits)
    whole += "0" * (-len(whole) % 8)
    return int(whole, 2).to_bytes(len(whole) // 8)


def jpeg_that_claims(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "JPEG")
    frame = out.getvalue().index(b"\xff\xc0") + 5
    claimed = struct.pack(">HH", height, width)
    return out.getvalue()[:frame] + claimed + out.getvalue()[frame + 4 :]


def jpeg2000_that_claims(width: int, height: int) -> bytes:
    return b"\xff\x4f\xff\x51\x00\x29\x00\x00" + struct.pack(">II", width, height)


def jbig2_that_claims(width: int, height: int) -> bytes:
    """A page of the one size and in it, behind a table, a region of the other."""
    table = struct.pack(">IBBBI", 0, 0, 0, 1, 2) + b"\0\0"
    page = struct.pack(">IBBBI", 1, 48, 0, 1, 19) + struct.pack(">II", 8, 2**32 - 1)
    region = struct.pack(">IBBBBI", 2, 38, 32, 0, 1, 18)
    return table + page + bytes(11) + region + struct.pack(">II", width, height)


def packed(content: bytes) -> bytes:
    return zlib.compress(content)
