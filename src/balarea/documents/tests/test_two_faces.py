"""A rewritten PDF looks the same in every reader, so what was examined is shown."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pypdfium2 import raw as pdfium

from balarea.documents import intake, printed_references, signatures, testing
from balarea.documents.browser_view import BrowserView
from balarea.documents.intake import Reason, Rejected
from balarea.documents.tests import ambiguous_pdfs


def by_the_browser(content: bytes) -> str:
    """The words on the first page."""
    with BrowserView(content) as pdf:
        return str(pdf[0].get_textpage().get_text_range()).strip()


def by_the_examiner(content: bytes) -> str:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        words = pdf.pages[0].Contents.read_bytes()
    return words.split(b"(")[1].split(b")")[0].decode()


def scripts(content: bytes) -> int:
    with BrowserView(content) as pdf:
        return int(pdfium.FPDFDoc_GetJavaScriptActionCount(pdf.raw))


def check_one_face(shown: bytes) -> None:
    """Check that it has one revision, one table and nothing around it."""
    assert shown.startswith(b"%PDF-")
    assert shown.rstrip().endswith(b"%%EOF")
    assert shown.count(b"startxref") == shown.count(b"%%EOF") == 1
    for word in (b"/Linearized", b"/ObjStm", b"/XRef", b"/Prev", b"/JavaScript", b"PK"):
        assert word not in shown
    assert by_the_browser(shown) == by_the_examiner(shown)
    assert not scripts(shown)


def test_two_readers_see_two_things_in_such_a_file() -> None:
    """Otherwise the tests of this file would prove nothing."""
    sent = ambiguous_pdfs.linearized()
    assert by_the_examiner(sent) == "GOOD"
    assert by_the_browser(sent) == "EVIL"


FILES: dict[str, Callable[[], bytes]] = {
    "two roots by linearization": ambiguous_pdfs.linearized,
    "a root that claims to be linearized": lambda: (
        ambiguous_pdfs.claims_to_be_linearized(
            len(intake.examine(ambiguous_pdfs.claims_to_be_linearized(1000)).content)
        )
    ),
    "an update that hides an act": lambda: ambiguous_pdfs.updated(
        ambiguous_pdfs.EVIL, ambiguous_pdfs.GOOD
    ),
    "tables of two kinds": ambiguous_pdfs.hybrid,
    "an object twice": ambiguous_pdfs.object_twice,
    "an object in a stream as well": ambiguous_pdfs.object_in_a_stream_too,
    "a key twice": ambiguous_pdfs.key_twice,
    "one PDF after another": ambiguous_pdfs.one_after_another,
    "words before it": lambda: ambiguous_pdfs.plain(
        begin=b"\xef\xbb\xbf \r\n%PDF-1.7\n"
    ),
    "many words before it": lambda: ambiguous_pdfs.plain(
        begin=b"%" + b"x" * 900 + b"\n%PDF-1.7\n"
    ),
    "something after it": lambda: ambiguous_pdfs.plain() + b"\n" + b"x" * 3000,
    "no end": lambda: ambiguous_pdfs.plain().removesuffix(b"%%EOF\n"),
    "a table that lies": lambda: ambiguous_pdfs.plain().replace(
        b"3 1\n00000", b"3 1\n00001", 1
    ),
    "a version in the root": lambda: ambiguous_pdfs.plain(root=b"/Version /2.0"),
}


@pytest.mark.parametrize("what", FILES)
def test_one_face_is_left(what: str) -> None:
    sent = FILES[what]()
    accepted = intake.examine(sent)
    check_one_face(accepted.content)
    assert accepted.sent == sent


REFUSED: dict[str, tuple[Callable[[], bytes], set[Reason]]] = {
    "an act on its only face": (
        lambda: ambiguous_pdfs.plain(ambiguous_pdfs.EVIL),
        {Reason.ACTIVE},
    ),
    "an update that brings an act": (
        lambda: ambiguous_pdfs.updated(ambiguous_pdfs.GOOD, ambiguous_pdfs.EVIL),
        {Reason.ACTIVE},
    ),
    "its first words too late": (
        lambda: ambiguous_pdfs.plain(begin=b"x" * 1100 + b"\n%PDF-1.7\n") + b" " * 2000,
        {Reason.UNKNOWN_TYPE},
    ),
    "an archive behind it": (
        lambda: ambiguous_pdfs.plain() + b"PK\x05\x06" + bytes(18),
        {Reason.TWO_IN_ONE},
    ),
    "an archive before it": (
        lambda: ambiguous_pdfs.plain(begin=b"PK\x03\x04" + bytes(30) + b"\n%PDF-1.7\n"),
        {Reason.TWO_IN_ONE},
    ),
    "a program before it": (
        lambda: ambiguous_pdfs.plain(begin=b"MZ" + bytes(30) + b"\n%PDF-1.7\n"),
        {Reason.TWO_IN_ONE},
    ),
    "a page before it": (
        lambda: ambiguous_pdfs.plain(
            begin=b"<!DOCTYPE html><script>1</script>\n%PDF-1.7\n"
        ),
        {Reason.TWO_IN_ONE},
    ),
    "a page in its head": (
        lambda: ambiguous_pdfs.plain(begin=b"%PDF-1.7\n%<html><script>1</script>\n"),
        {Reason.TWO_IN_ONE},
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refuses_what_acts_or_is_two_things(what: str) -> None:
    make, reasons = REFUSED[what]
    with pytest.raises(Rejected) as refused:
        intake.examine(make())
    assert refused.value.reason in reasons


def test_what_was_written_anew_is_the_same_at_every_time() -> None:
    once = intake.examine(testing.pdf()).content
    assert intake.examine(testing.pdf()).content == once
    assert intake.examine(once).content == once


def test_verification_reads_every_face_of_a_file() -> None:
    """Numbers are read from every version that a reader may show."""
    for sent in (
        ambiguous_pdfs.linearized(b"nomor AB/1/2026", b"nomor CD/2/2026"),
        ambiguous_pdfs.updated(b"nomor AB/1/2026", b"nomor CD/2/2026"),
    ):
        reading = signatures.read(sent, [])
        assert "CD/2/2026" in reading.numbers
    assert printed_references.read(
        ambiguous_pdfs.linearized(b"nomor AB/1/2026", b"nomor CD/2/2026")
    ) == (printed_references.References(numbers=("AB/1/2026", "CD/2/2026")))
