"""PDFs as office programs, printers and other agencies write them: all are accepted."""

import io
import json
import zlib
from collections.abc import Callable

import pikepdf
import pytest

from balarea.documents import intake, testing
from balarea.documents.intake import Reason, Rejected, file_types
from balarea.documents.tests import ambiguous_pdfs, streams
from balarea.documents.tests.test_pdfs import actions_of, linked, on_a_link

NAME, DICT, LIST, TEXT = (
    pikepdf.Name,
    pikepdf.Dictionary,
    pikepdf.Array,
    pikepdf.String,
)


def with_page(**entries: object) -> bytes:
    """A page with these entries of its resources, and of itself by small letters."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        for key, value in entries.items():
            page.obj[f"/{key}"] = value
        pdf.save(out)
    return out.getvalue()


def locked(user: str = "", **more: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(ambiguous_pdfs.plain())) as pdf:
        rights = pikepdf.Encryption(owner="owner", user=user, **more)  # type: ignore[arg-type]
        pdf.save(out, encryption=rights)
    return out.getvalue()


def damaged(size: int, cut: Callable[[bytes], bytes]) -> bytes:
    """A content stream of so many bytes whose compression is damaged."""
    words = b"".join(b"%d %d m " % (number, number * 7) for number in range(size // 8))
    return streams.with_stream(cut(zlib.compress(words)), streams.FLATE, on_page=1)


def wrong_sum(packed: bytes) -> bytes:
    return packed[:-4] + bytes(byte ^ 255 for byte in packed[-4:])


def no_sum(packed: bytes) -> bytes:
    return packed[:-4]


def wrong_in_the_middle(packed: bytes) -> bytes:
    middle = len(packed) * 3 // 4
    return packed[:middle] + b"\xff" * 20 + packed[middle + 20 :]


def with_attachment(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(testing.pdf())) as pdf:
        pdf.attachments["a.json"] = content
        pdf.save(out)
    return out.getvalue()


FONT = DICT(Type=NAME.Font, Subtype=NAME.Type1, BaseFont=NAME.Helvetica)
STATE = DICT(Type=NAME.ExtGState)
OURS = json.dumps({"format": "balarea.document/1", "code": "ABC"}).encode()
STRUCTURE = DICT(
    Type=NAME.StructTreeRoot,
    RoleMap=DICT({"/Movie": NAME.Figure, "/AA": NAME.P}),
    K=LIST([DICT(Type=NAME.StructElem, S=NAME.Sound), DICT(S=NAME.Launch)]),
)

ACCEPTED: dict[str, Callable[[], bytes]] = {
    "a byte order mark before it": lambda: b"\xef\xbb\xbf" + testing.pdf(),
    "blank lines before it": lambda: b"\r\n\r\n" + testing.pdf(),
    "a mail's head before it": lambda: b"Content-Type: x\r\n\r\n" + testing.pdf(),
    "blanks after it": lambda: testing.pdf() + b"\0" * 5000,
    "no end": lambda: testing.pdf().replace(b"%%EOF\n", b""),
    "an owner's password": locked,
    "an owner's password of old": lambda: locked(R=3, aes=False, metadata=False),
    "an owner's password, 128 bits": lambda: locked(R=4),
    "an empty tree of attachments": lambda: testing.pdf(
        Names=DICT(EmbeddedFiles=DICT(Names=LIST([])))
    ),
    "a paper of ours in an attachment": lambda: with_attachment(OURS),
    "a font by a name that acts": lambda: with_page(
        Resources=DICT(Font=DICT({"/AA": FONT, "/JS": FONT}))
    ),
    "a state by a name that acts": lambda: with_page(
        Resources=DICT(ExtGState=DICT({"/Launch": STATE, "/Sound": STATE}))
    ),
    "places by names that act": lambda: testing.pdf(
        Dests=DICT({"/Movie": LIST([0]), "/Collection": LIST([0])})
    ),
    "looks by names that act": lambda: on_a_link(
        AP=DICT(N=DICT({"/Screen": DICT(), "/Movie": DICT()}))
    ),
    "paragraphs by names that act": lambda: testing.pdf(StructTreeRoot=STRUCTURE),
    "words about it by names that act": lambda: with_info(),
    "XML in its first words": lambda: ambiguous_pdfs.plain(
        begin=b"%PDF-1.4\n9 0 obj\n"
        + ambiguous_pdfs.stream(b'<?xml version="1.0"?><html/>')
        + b"\nendobj\n"
    ),
    "a wrong checksum": lambda: damaged(100, wrong_sum),
    "a wrong checksum of much": lambda: damaged(800_000, wrong_sum),
    "no checksum": lambda: damaged(100, no_sum),
    "no checksum of much": lambda: damaged(800_000, no_sum),
    "a fault in the middle": lambda: damaged(4000, wrong_in_the_middle),
    "a fault in the middle of much": lambda: damaged(800_000, wrong_in_the_middle),
}


def with_info() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(testing.pdf())) as pdf:
        pdf.docinfo["/JavaScript"] = "no"
        pdf.docinfo["/AA"] = "no"
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("what", ACCEPTED)
def test_keeps_it(what: str) -> None:
    accepted = intake.examine(ACCEPTED[what]())
    assert accepted.content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(accepted.content)) as pdf:
        assert not pdf.is_encrypted
        assert not pdf.attachments
        assert len(pdf.pages) == accepted.pages == 1


# The address in the file → the address in the rewritten file.
LINKS: dict[bytes, str] = {
    b"www.sumedangkab.go.id": "http://www.sumedangkab.go.id",
    b"dinkes.sumedangkab.go.id/layanan?a=1": (
        "http://dinkes.sumedangkab.go.id/layanan?a=1"
    ),
    b"siti@example.id": "mailto:siti@example.id",
    b"file:///tmp/x/www.sumedangkab.go.id": "http://www.sumedangkab.go.id",
    "\ufeffhttps://sumedangkab.go.id/".encode(
        "utf-16-be"
    ): "https://sumedangkab.go.id/",
    "\ufeffhttps://sumedangkab.go.id/".encode(
        "utf-16-le"
    ): "https://sumedangkab.go.id/",
    "\ufeffhttps://sumedangkab.go.id/".encode(): "https://sumedangkab.go.id/",
    b" https://sumedangkab.go.id/a b ": "https://sumedangkab.go.id/a%20b",
    "https://id.example/keterangan-é".encode(): (
        "https://id.example/keterangan-%C3%A9"
    ),
}


@pytest.mark.parametrize("written", LINKS)
def test_a_link_leads_where_its_writer_meant(written: bytes) -> None:
    accepted = intake.examine(linked(S=NAME.URI, URI=TEXT(written)))
    assert actions_of(accepted.content) == [{"/S": "/URI", "/URI": LINKS[written]}]


@pytest.mark.parametrize("written", [b"", b"  ", b"#_ftn1", b"\xfe\xff"])
def test_a_link_that_leads_nowhere_is_taken_out(written: bytes) -> None:
    accepted = intake.examine(linked(S=NAME.URI, URI=TEXT(written)))
    assert actions_of(accepted.content) == [{}]


def script() -> pikepdf.Dictionary:
    return DICT(S=NAME.JavaScript, JS=TEXT("1"))


def is_refused(content: bytes) -> Reason:
    with pytest.raises(Rejected) as refused:
        intake.examine(content)
    return refused.value.reason


def test_what_only_looks_ordinary_is_refused_as_before() -> None:
    assert is_refused(locked("secret")) is Reason.ENCRYPTED
    assert is_refused(with_attachment(b"{}")) is Reason.ATTACHMENTS
    assert is_refused(with_attachment(b"[" * 100_000)) is Reason.ATTACHMENTS
    # The same dictionary is a list of names here, and acts there.
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(testing.pdf())) as pdf:
        both = pdf.make_indirect(DICT({"/AA": script()}))
        pdf.Root.Dests = both
        pdf.pages[0].obj.Annots = LIST([both])
        pdf.save(out)
    assert is_refused(out.getvalue()) is Reason.ACTIVE
    hidden = DICT(Type=NAME.StructElem, S=NAME.P, A=script())
    tree = DICT(K=LIST([hidden]))
    assert is_refused(testing.pdf(StructTreeRoot=tree)) is Reason.ACTIVE
    acting = DICT(Font=DICT({"/F1": DICT(AA=DICT(O=script()))}))
    assert is_refused(with_page(Resources=acting)) is Reason.ACTIVE
    for address in (b"\xfe\xff\0j\0a\0v\0a\0s\0c\0r\0i\0p\0t\0:\x001", b"Surat 1.docx"):
        content = linked(S=NAME.URI, URI=TEXT(address))
        assert is_refused(content) is Reason.ACTIVE


@pytest.mark.parametrize(
    "content",
    [
        testing.pdf,
        lambda: b"\xef\xbb\xbf" + testing.pdf(),
        lambda: testing.pdf().replace(b"%PDF-", b"%XDF-"),
        lambda: testing.pdf().replace(b"%%EOF", b"%%XXX"),
    ],
)
def test_there_is_one_idea_of_a_pdf(content: Callable[[], bytes]) -> None:
    """Whatever is accepted as evidence can be verified as well (see `verification`)."""
    assert file_types.is_pdf(content())
    assert intake.examine(content()).pages == 1
