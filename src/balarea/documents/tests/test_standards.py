"""Every issued PDF is PDF/A-3a and PDF/UA-1, as far as a program can decide.

Twice: by our own checks of each clause, and by an independent checker. veraPDF has not
read the files (docs/roadmap.md).
"""

import dataclasses
import datetime as dt
import io

import pikepdf
import pytest
from django.test import override_settings
from tests import sampling

from balarea.documents import document_content, numbers, providers, testing, typesetting
from balarea.documents.tests import printed, standards
from balarea.documents.tests.standards import counterexamples, independent_checker

AT = dt.datetime(2026, 11, 25, 17, 30, 42, tzinfo=dt.UTC)  # the next day in Sumedang
KEYCAP = "Toko Berkah 1\ufe0f\u20e3"
ADDRESS = "http://localhost/verifikasi/x/"

# Our clauses that require more than the standards do.
STRICTER = {
    "ISO 32000-1 14.3.3 both descriptions of the file say the same",
    "ISO 32000-1 14.7.2 no two elements share a name",
    "ISO 32000-1 14.8.4 words stand in paragraphs, headings or cells, not loose",
    "ISO 32000-1 14.8.4.4.2 a link has words besides its picture",
    # Off the page no name is needed; but readers list all signatures.
    "PDF/UA-1 7.18.1 fields and annotations are told in words",
}
SIGNATURE = "PDF/A-3 6.4.3 a signature covers everything but itself"


def signed(content: document_content.DocumentContent) -> bytes:
    numbered = document_content.NumberedContent(
        paper=content,
        number="SKCK/0001/XI/2026",
        code=numbers.new_code(),
        reference="7K3M9QXAC",
        address=ADDRESS,
    )
    unsigned, _ = typesetting.document(numbered, at=AT)
    seal = typesetting.seal_of(numbered)
    return providers.signer().sign(unsigned, seal=seal, at=AT)


def receipt(promised_on: dt.date | None = None, code: str = "") -> bytes:
    return typesetting.receipt(testing.receipt(AT, promised_on, code, promised_on))


@pytest.fixture(scope="module")
def sound(_signer: None) -> bytes:
    """A signed document that keeps every clause."""
    return signed(testing.content(at=AT))


@pytest.fixture(scope="module")
def by_saving(sound: bytes) -> set[str]:
    """Findings of the independent checker in a copy by another program."""
    return set(independent_checker.complaints(counterexamples.saved_anew(sound)))


def assert_keeps_both_standards(content: bytes) -> None:
    assert standards.broken(content) == []
    assert independent_checker.complaints(content) == []


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_an_issued_document_keeps_both_standards(
    at: dt.datetime, template: document_content.Template
) -> None:
    document = testing.issued(at=at, template=template)
    assert_keeps_both_standards(testing.content_of(document, at=at))


@pytest.mark.parametrize("is_demo", [True, False])
@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_a_document_keeps_them_as_a_specimen_and_in_earnest(
    template: document_content.Template, is_demo: bool
) -> None:
    with override_settings(BALAREA_DEMO=is_demo):
        assert_keeps_both_standards(signed(testing.content(template, at=AT)))


@pytest.mark.parametrize(
    "holder",
    ["Siti 王 😀 Ahmad", '#panic("x") \\ $a$', "Ñandú Ōé ـ ﷲ", "x" * 300, KEYCAP],
)
def test_a_document_keeps_them_whatever_a_name_holds(holder: str) -> None:
    assert_keeps_both_standards(signed(testing.content(at=AT, holder=holder)))


@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_a_document_of_many_pages_keeps_them(
    template: document_content.Template,
) -> None:
    row = document_content.Row(
        document_content.Words("Baris", "Row"), document_content.Words("Isi " * 40)
    )
    long = testing.content(template, at=AT, valid_until=dt.date(2027, 1, 1))
    content = signed(dataclasses.replace(long, rows=(row,) * 60))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 2
    assert_keeps_both_standards(content)


@pytest.mark.parametrize("count", [1, 3, 9])
def test_a_receipt_of_several_applications_keeps_both_standards(count: int) -> None:
    due_on = dt.date(2026, 12, 1)
    one = testing.receipt(AT, due_on, "ABCDE-FGHIJ", due_on)
    items = (
        document_content.BundleItem(one, is_desk=number % 2 == 1)
        for number in range(count)
    )
    several = document_content.BundleReceipt(
        reference="7K3-M9Q-XAC",
        title=document_content.Words("Anak saya lahir", "My child was born"),
        received_at=AT,
        items=tuple(items),
    )
    assert_keeps_both_standards(typesetting.bundle_receipt(several))


@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_a_document_with_fifty_entries_keeps_them_and_has_all_of_them(
    template: document_content.Template,
) -> None:
    value = document_content.Words(
        "\n".join(f"{place}. Nama: Budi Ke-{place}" for place in range(1, 51)),
        "\n".join(f"{place}. Name: Budi Ke-{place}" for place in range(1, 51)),
    )
    row = document_content.Row(document_content.Words("Pekerja", "Workers"), value)
    content = signed(dataclasses.replace(testing.content(template, at=AT), rows=(row,)))
    assert_keeps_both_standards(content)
    words = printed.text(content)
    for line in value.id.splitlines() + value.en.splitlines():
        assert f"{line} " in words
    assert "/ 1. Name" not in words  # English stands below, not in the last line


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_receipt_keeps_both_standards(is_demo: bool) -> None:
    with override_settings(BALAREA_DEMO=is_demo):
        assert_keeps_both_standards(receipt(promised_on=AT.date()))
        assert_keeps_both_standards(receipt(code="ABCD-EFGH"))


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_receipt_of_payment_keeps_both_standards(is_demo: bool) -> None:
    line = document_content.Row(
        document_content.Words("Retribusi", "Levy"), document_content.Words("Rp30.000")
    )
    given = document_content.Payment(
        number="7K3-M9Q-XAC",
        reference="7K3-M9Q-XAC",
        service="POL-001",
        service_name=document_content.Words("SKCK", "Police certificate"),
        agency_name=document_content.Words("Polres", "Police"),
        definition="0" * 64,
        amount="Rp30.000",
        rows=(line,) * 3,
        paid_at=AT,
    )
    with override_settings(BALAREA_DEMO=is_demo):
        assert_keeps_both_standards(typesetting.payment(given))


def test_a_file_says_when_it_was_made_in_the_time_of_its_zone(sound: bytes) -> None:
    for content in (sound, receipt()):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert pdf.docinfo["/CreationDate"] == "D:20261125173042Z"


def test_writing_a_file_anew_breaks_its_signature_and_nothing_else(
    sound: bytes, by_saving: set[str]
) -> None:
    assert standards.broken(counterexamples.saved_anew(sound)) == [SIGNATURE]
    (complaint,) = by_saving
    assert "/ByteRange" in complaint


@pytest.mark.parametrize(
    "clause",
    sampling.part("clauses", sorted(standards.CLAUSES), of=4, file=__file__),
)
def test_a_file_that_breaks_a_clause_is_found(sound: bytes, clause: str) -> None:
    assert clause in standards.broken(counterexamples.spoiled(sound, clause))


@pytest.mark.parametrize(
    "clause", sorted(set(standards.CLAUSES) - STRICTER - {SIGNATURE})
)
def test_the_independent_reader_finds_it_too(
    sound: bytes, by_saving: set[str], clause: str
) -> None:
    assert (
        set(independent_checker.complaints(counterexamples.spoiled(sound, clause)))
        - by_saving
    )


@pytest.mark.parametrize("last", [b"x", b"\n", b"\r"])
def test_a_stream_that_ends_like_a_line_has_its_length(last: bytes) -> None:
    made = b"1 0 obj\n<</Length 4>>\nstream\nabc" + last + b"\nendstream\nendobj"
    assert independent_checker.lengths_hold(made)
    assert not independent_checker.lengths_hold(
        made.replace(b"/Length 4", b"/Length 2")
    )
