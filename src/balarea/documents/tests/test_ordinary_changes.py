"""Harmless changes of a document's PDF, and their verdicts."""

import datetime as dt
import io
from collections.abc import Callable
from itertools import product

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from PIL import Image
from tests import sampling

from balarea.documents import (
    document_content,
    models,
    printed_references,
    testing,
    verification,
)
from balarea.documents.rules import Verdict, Why

# Both the function and the page are asked about each file.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("examined_once")]
NETWORK = "203.0.113.9"
NOT_ORIGINAL = "Ini bukan berkas aslinya"
NEVER_ISSUED = "Kami tidak pernah menerbitkan"

type Change = Callable[[bytes], bytes]


def answered(content: bytes, at: dt.datetime) -> verification.Answer:
    return verification.of_file(content, network=NETWORK, at=at)


def saved(pdf: pikepdf.Pdf, lock: pikepdf.Encryption | None = None) -> bytes:
    out = io.BytesIO()
    pdf.save(out, encryption=lock)
    return out.getvalue()


def bare(content: bytes) -> bytes:
    """Without signature, links and attachment, as "remove hidden content" leaves it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            if "/Annots" in page:
                del page["/Annots"]
        for name in list(pdf.attachments):
            del pdf.attachments[name]
        for entry in ("/AcroForm", "/AF", "/Names"):
            if entry in pdf.Root:
                del pdf.Root[entry]
        return saved(pdf)


def merged(content: bytes) -> bytes:
    """Appended to other pages, as in a bundle of enclosures."""
    with pikepdf.new() as bundle, pikepdf.open(io.BytesIO(bare(content))) as pdf:
        for _ in range(7):
            bundle.add_blank_page()
        bundle.pages.extend(pdf.pages)
        return saved(bundle)


def printed_anew(content: bytes) -> bytes:
    """Written page by page into a new file by another program."""
    out = io.BytesIO()
    with (
        pypdfium2.PdfDocument(bare(content)) as pdf,
        pypdfium2.PdfDocument.new() as made,
    ):
        made.import_pages(pdf)
        made.save(out)
    return out.getvalue()


CHANGES: list[Change] = [bare, merged, printed_anew]
TEMPLATES: list[document_content.Template] = ["LICENCE", "CERTIFICATE", "LETTER"]


@pytest.mark.parametrize(
    ("template", "change"),
    sampling.part("lost", [*product(TEMPLATES, CHANGES)], of=3, file=__file__),
)
def test_a_document_that_lost_all_but_its_pages_is_verified_with_its_entry(
    at: dt.datetime, template: document_content.Template, change: Change
) -> None:
    document = testing.issued(at=at, template=template)
    changed = change(testing.content_of(document, at=at))
    answer = answered(changed, at)
    assert answer.verdict is Verdict.ALTERED
    assert (answer.number, answer.holder) == (document.number, document.holder)
    page = Client().post("/verifikasi/berkas/", {"berkas": io.BytesIO(changed)})
    text = page.content.decode()
    assert NOT_ORIGINAL in text
    assert document.number in text
    assert NEVER_ISSUED not in text


def written(*lines: str) -> bytes:
    """A page by another author with these lines of text."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(600, 800))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        stream = f"BT /F 11 Tf 14 TL 40 700 Td {shown} ET"
        page.Contents = pdf.make_stream(stream.encode())
        return saved(pdf)


def test_a_number_in_a_file_tells_no_more_than_one_that_is_typed(
    at: dt.datetime,
) -> None:
    document = testing.issued(at=at)
    answer = answered(written(f"Nomor: {document.number}"), at)
    assert answer.verdict is Verdict.ALTERED
    assert (answer.number, answer.holder) == (document.number, document.holder)
    assert (answer.title, answer.agency) == ({}, {})


def test_numbers_in_files_are_counted_like_those_that_are_typed(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "NUMBERS_PER_NETWORK", 4)
    document = testing.issued(at=at)
    for first in (500, 510):
        guesses = [f"Nomor SKCK/{first + more}/XI/2020" for more in range(2)]
        assert answered(written(*guesses), at).verdict is Verdict.UNKNOWN
    file = io.BytesIO(written(f"Nomor {document.number}"))
    closed = Client().post("/verifikasi/berkas/", {"berkas": file}, REMOTE_ADDR=NETWORK)
    assert closed.status_code == 429
    assert document.holder not in closed.content.decode()


def test_a_printed_code_tells_what_the_code_tells(at: dt.datetime) -> None:
    document = testing.issued(at=at)
    for line in (document_code(document), f"x.id/verifikasi/{document.code}/"):
        answer = answered(written(line), at)
        assert answer.verdict is Verdict.ALTERED
        assert answer.title["id"] == document.title_id


def document_code(document: models.IssuedDocument) -> str:
    letters = document.code
    return "-".join(letters[start : start + 3] for start in range(0, len(letters), 3))


@pytest.mark.parametrize("state", ["prepared", "never"])
def test_a_number_that_is_not_in_the_world_is_unknown(
    at: dt.datetime, state: str
) -> None:
    number = "SKCK/9999/XI/2026"
    if state == "prepared":
        number = testing.prepared(at=at).number
    assert answered(written(f"Nomor {number}"), at).why is Why.NOTHING_OF_OURS


def test_only_some_numbers_and_pages_of_a_file_are_looked_at() -> None:
    many = written(*[f"Nomor A/{number:04d}/B" for number in range(40)])
    assert printed_references.read(many).numbers == ("A/0000/B", "A/0001/B", "A/0002/B")
    laws = written("UU Nomor 30 Tahun 2014, Jalan Kenari nomor 12.")
    assert printed_references.read(laws) == printed_references.References()
    assert (
        printed_references.read(b"%PDF-1.7 nothing") == printed_references.References()
    )


def locked(content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return saved(pdf, pikepdf.Encryption(owner="a", user="b"))


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scan(_: bytes) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PDF")
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "why", "words"),
    [
        (scan, Why.NOTHING_OF_OURS, "tidak kami temukan nomor atau kode"),
        (locked, Why.LOCKED, "dikunci dengan kata sandi"),
        (half, Why.UNREADABLE, "rusak, terpotong"),
        (lambda _: testing.photo(), Why.NO_PDF, "bukan berkas PDF"),
    ],
    ids=["scan", "locked", "cut", "photo"],
)
def test_what_can_not_be_read_is_not_called_false(
    at: dt.datetime, change: Change, why: Why, words: str
) -> None:
    content = change(testing.content_of(testing.issued(at=at), at=at))
    answer = answered(content, at)
    assert (answer.verdict, answer.why) == (Verdict.UNKNOWN, why)
    page = Client().post("/verifikasi/berkas/", {"berkas": io.BytesIO(content)})
    text = page.content.decode()
    assert words in text
    assert "nomor atau kode QR" in text
    assert NEVER_ISSUED not in text
