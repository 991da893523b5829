"""PDFs that two readers display differently, written by hand.

Each has one root with the text GOOD, and another with the text EVIL and an action.
"""

import zlib

GOOD, EVIL = b"GOOD", b"EVIL"
_SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
_END = b"startxref\n%d\n%%%%EOF\n"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (
        len(content),
        entries,
        content,
    )


def face(first: int, word: bytes) -> dict[int, bytes]:
    """The objects of a document of one page, its root first."""
    acts = b" /OpenAction %b" % _SCRIPT if word == EVIL else b""
    return {
        first: b"<< /Type /Catalog /Pages %d 0 R%b >>" % (first + 1, acts),
        first + 1: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (first + 2),
        first + 2: b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 200 200]"
        b" /Contents %d 0 R /Resources << /Font << /F1 << /Type /Font"
        b" /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % (first + 1, first + 3),
        first + 3: stream(b"BT /F1 24 Tf 20 90 Td (%b) Tj ET" % word),
    }


class Writer:
    """The bytes of a PDF, with the offset of each object."""

    def __init__(self, begin: bytes = b"%PDF-1.7\n") -> None:
        self.out = begin
        self.places: dict[int, int] = {}

    def add(self, objects: dict[int, bytes]) -> None:
        for number, body in objects.items():
            self.places[number] = len(self.out)
            self.out += b"%d 0 obj\n%b\nendobj\n" % (number, body)

    def table(self, numbers: list[int]) -> bytes:
        rows = b"".join(
            b"%d 1\n%010d 00000 n \n" % (number, self.places[number])
            for number in numbers
        )
        return b"xref\n0 1\n0000000000 65535 f \n" + rows

    def end(self, numbers: list[int], trailer: bytes) -> bytes:
        place = len(self.out)
        self.out += self.table(numbers) + b"trailer\n<< %b >>\n" % trailer
        self.out += _END % place
        return self.out


def plain(word: bytes = GOOD, begin: bytes = b"%PDF-1.7\n", root: bytes = b"") -> bytes:
    writer = Writer(begin)
    objects = face(1, word)
    if root:
        objects[1] = objects[1].removesuffix(b">>") + root + b" >>"
    writer.add(objects)
    return writer.end(list(objects), b"/Size 5 /Root 1 0 R")


def linearized(last: bytes = GOOD, first: bytes = EVIL) -> bytes:
    """The table of its first page leads to one root, its trailer to another."""
    good, evil = face(1, last), face(11, first)
    good[5] = stream(b" " * 2000)  # too small a file is read in one piece
    sizes = (0, 0, 0, {number: 0 for number in evil})
    content = b""
    for _ in range(3):  # until all offsets are final
        content, sizes = _linearized(good, evil, *sizes)
    return content


def _linearized(
    good: dict[int, bytes],
    evil: dict[int, bytes],
    size: int,
    ends: int,
    main: int,
    places: dict[int, int],
) -> tuple[bytes, tuple[int, int, int, dict[int, int]]]:
    writer = Writer()
    claim = b"<< /Linearized 1 /L %010d /H [ 1500 20 ] /O 13 /E %010d /N 1 /T %010d >>"
    writer.add({20: claim % (size, ends, main)})
    first = b"".join(b"%010d 00000 n \n" % places[number] for number in evil)
    writer.out += b"xref\n11 4\n%b20 1\n%010d 00000 n \n" % (first, writer.places[20])
    writer.out += b"trailer\n<< /Size 21 /Root 11 0 R >>\n" + _END % 0
    writer.add(evil)
    offsets = {number: writer.places[number] for number in evil}
    ends = len(writer.out)
    writer.add(good)
    main = len(writer.out)
    content = writer.end(list(good), b"/Size 21 /Root 1 0 R")
    return content, (len(content), ends, main, offsets)


def updated(first: bytes, then: bytes) -> bytes:
    """Two revisions in one file."""
    writer = Writer()
    objects = face(1, first)
    writer.add(objects)
    before = len(writer.out)
    writer.end(list(objects), b"/Size 5 /Root 1 0 R")
    changed = face(1, then)
    writer.add(changed)
    return writer.end(list(changed), b"/Size 5 /Root 1 0 R /Prev %d" % before)


def hybrid() -> bytes:
    """A cross-reference table with one root, and a stream with another."""
    writer = Writer()
    good, evil = face(1, GOOD), face(11, EVIL)
    writer.add(good)
    content, bodies = {number: evil[number] for number in (11, 12, 13)}, b""
    writer.add({14: evil[14]})
    heads = b""
    for number, body in content.items():
        heads += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    entries = b"/Type /ObjStm /N 3 /First %d" % len(heads)
    writer.add({21: stream(heads + bodies, entries)})
    place = len(writer.out)
    rows = b"".join(
        [
            b"\x02" + (21).to_bytes(4) + index.to_bytes(1)
            for index in range(len(content))
        ]
        + [b"\x01" + writer.places[14].to_bytes(4) + b"\0"]
    )
    entries = b"/Type /XRef /Size 23 /W [1 4 1] /Index [11 4] /Root 11 0 R"
    writer.add({22: stream(rows, entries)})
    return writer.end(list(good), b"/Size 23 /Root 1 0 R /XRefStm %d" % place)


def object_twice() -> bytes:
    """The root exists twice with one number; the table points to the first."""
    writer = Writer()
    objects = face(1, GOOD)
    writer.add(objects)
    original_places = dict(writer.places)
    writer.add(face(1, EVIL))
    writer.places = original_places
    return writer.end(list(objects), b"/Size 5 /Root 1 0 R")


def object_in_a_stream_too() -> bytes:
    """The root exists by itself, and once more in an object stream."""
    writer = Writer()
    good = face(1, GOOD)
    evil = b"<< /Type /Catalog /Pages 2 0 R /OpenAction %b >>" % _SCRIPT
    packed = zlib.compress(b"1 0 " + evil)
    entries = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
    writer.add({**good, 9: stream(packed, entries)})
    return writer.end([*good, 9], b"/Size 10 /Root 1 0 R")


def key_twice() -> bytes:
    return plain(root=b"/OpenAction %b /OpenAction [3 0 R /Fit]" % _SCRIPT)


def one_after_another() -> bytes:
    return plain(EVIL) + plain(GOOD)


def claims_to_be_linearized(size: int) -> bytes:
    """The root has the entries of a linearized file, with its final size."""
    claim = b"/Linearized 1 /L %d /H [ 100 20 ] /O 3 /E 400 /N 1 /T 50" % size
    return plain(root=claim)
