"""Valid, altered, revoked, expired, unknown: by number, by code, by file."""

import dataclasses
import datetime as dt
import io

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from tests import sampling

from balarea.documents import (
    document_content,
    models,
    numbers,
    operations,
    providers,
    signatures,
    testing,
    verification,
)
from balarea.documents.providers import authority, demo
from balarea.documents.rules import Verdict
from balarea.documents.tests import printed
from balarea.foundation import clock, ids, references
from balarea.foundation.operation import SYSTEM

pytestmark = pytest.mark.django_db


NETWORK = "203.0.113.9"
VALID = "Instansi di mal ini menerbitkannya, dan dokumen ini berlaku."
REVOKED = "Dokumen ini asli, tetapi instansinya telah mencabutnya."


def by_text(typed: str, at: dt.datetime, network: str = NETWORK) -> verification.Answer:
    return verification.of_text(typed, network=network, at=at)


def by_file(content: bytes, at: dt.datetime) -> Verdict:
    return verification.of_file(content, network=NETWORK, at=at).verdict


def test_the_signature_is_pades_with_a_timestamp_over_the_whole_file(
    at: dt.datetime,
) -> None:
    content = testing.content_of(testing.issued(at=at), at=at)
    reader = PdfFileReader(io.BytesIO(content))
    (signature,) = reader.embedded_regular_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    roots = [
        root
        for pem in providers.signer().roots()
        for root in load_certs_from_pemder_data(pem.encode())
    ]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signature, context, context)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == at
    reading = signatures.read(content, list(providers.signer().roots()))
    assert (reading.is_ours, reading.is_whole) == (True, True)


def test_says_valid_by_number_code_and_file(at: dt.datetime) -> None:
    document = testing.issued(at=at)
    for typed in (
        document.number,
        document.number.lower(),
        f" {document.number} ",
        document.code,
        numbers.pretty(document.code),
    ):
        answer = by_text(typed, at)
        assert answer.verdict is Verdict.VALID
        assert answer.holder == "S*** K*** P***"
    assert by_file(testing.content_of(document, at=at), at) is Verdict.VALID


def test_a_document_that_is_only_prepared_is_not_in_the_world(at: dt.datetime) -> None:
    document = testing.prepared(at=at)
    assert by_text(document.number, at) == verification.UNKNOWN


def test_expires_after_its_last_day(at: dt.datetime) -> None:
    today = clock.today(at)
    document = testing.issued(at=at, valid_until=today)
    on_the_day = by_text(document.number, at)
    next_day = by_text(document.number, at + dt.timedelta(days=1))
    assert (on_the_day.verdict, next_day.verdict) == (Verdict.VALID, Verdict.EXPIRED)


def test_revoked_is_said_with_its_day_by_every_way(at: dt.datetime) -> None:
    document = testing.issued(at=at)
    content = testing.content_of(document, at=at)
    operations.revoke(document=document, reason="Data keliru", by=SYSTEM, at=at)
    answer = by_text(document.number, at)
    assert answer.verdict is Verdict.REVOKED
    assert answer.revoked_on == clock.today(at)
    assert by_file(content, at) is Verdict.REVOKED


def resaved(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out)
    return out.getvalue()


def with_a_note(content: bytes) -> bytes:
    """An annotation as reader programs add it."""
    from pyhanko.pdf_utils.generic import NameObject, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root[NameObject("/Note")] = pdf_string("forged")
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def test_says_altered_for_every_kind_of_change(at: dt.datetime) -> None:
    content = testing.content_of(testing.issued(at=at), at=at)
    middle = len(content) // 3
    turned = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    assert by_file(content + b"\n", at) is Verdict.ALTERED
    assert by_file(with_a_note(content), at) is Verdict.ALTERED
    assert by_file(resaved(content), at) is Verdict.ALTERED
    assert by_file(turned, at) in {Verdict.ALTERED, Verdict.UNKNOWN}


@pytest.mark.parametrize("at_byte", sampling.one_of("turned bits", range(5), __file__))
def test_a_bit_turned_in_the_first_word_is_an_alteration(
    at_byte: int, at: dt.datetime
) -> None:
    content = testing.content_of(testing.issued(at=at), at=at)
    spoiled = bytearray(content)
    spoiled[at_byte] ^= 1
    assert by_file(bytes(spoiled), at) is Verdict.ALTERED


def test_words_before_a_document_are_an_alteration(at: dt.datetime) -> None:
    content = testing.content_of(testing.issued(at=at), at=at)
    assert by_file(b"hello\n" + content, at) is Verdict.ALTERED


def test_a_forgery_that_borrows_a_code_is_altered(at: dt.datetime) -> None:
    document = testing.issued(at=at)
    out = io.BytesIO()
    with pikepdf.new() as forged:
        forged.add_blank_page()
        body = f'{{"code": "{document.code}", "holder": "Somebody Else"}}'
        forged.attachments["dokumen.json"] = body.encode()
        forged.save(out)
    answer = verification.of_file(out.getvalue(), network=NETWORK, at=at)
    assert answer.verdict is Verdict.ALTERED
    assert answer.holder == document.holder


def test_signed_by_us_but_not_in_our_books_is_never_valid(at: dt.datetime) -> None:
    seal = providers.base.Seal(office="X", name="Y", place="Z", reason="-")
    stray = demo.DemoSigner().sign(testing.pdf(), seal=seal, at=at)
    assert by_file(stray, at) is Verdict.ALTERED


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", testing.photo(), testing.pdf()],
    ids=["nothing", "text", "stub", "end only", "photo", "PDF of others"],
)
def test_says_unknown_for_anything_else(at: dt.datetime, content: bytes) -> None:
    assert by_file(content, at) is Verdict.UNKNOWN


@given(strategies.text(max_size=100))
@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_typed_gets_an_answer(at: dt.datetime, typed: str) -> None:
    network = ids.uuid7().hex  # nobody types so many
    answer = by_text(typed, at, network)
    assert dataclasses.replace(answer, why=None) == verification.UNKNOWN


def test_a_number_tells_days_and_a_masked_name_and_nothing_else(
    client: Client, at: dt.datetime
) -> None:
    document = testing.issued(at=at)
    page = client.get("/verifikasi/", {"nomor": document.number})
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert document.holder in text
    hidden = (testing.HOLDER, testing.NIK, document.title_id, document.agency_name_id)
    for word in (*hidden, document.code, numbers.pretty(document.code), "<script"):
        assert word not in text


def test_whoever_has_the_document_sees_what_stands_on_it(
    client: Client, at: dt.datetime
) -> None:
    document = testing.issued(at=at)
    content = io.BytesIO(testing.content_of(document, at=at))
    for page in (
        client.get(f"/verifikasi/{document.code}/"),
        client.post("/verifikasi/berkas/", {"berkas": content}),
    ):
        text = page.content.decode()
        assert document.title_id in text
        assert document.agency_name_id in text
        assert document.number in text
        assert testing.HOLDER not in text
        assert testing.NIK not in text


@pytest.mark.parametrize("address", ["/verifikasi/?nomor=", "/api/v1/verification/"])
def test_nobody_counts_through_the_numbers(
    client: Client, at: dt.datetime, address: str
) -> None:
    document = testing.issued(at=at)
    for number in range(verification.NUMBERS_PER_NETWORK):
        assert client.get(f"{address}SKCK/{number + 500}/XI/2020").status_code == 404
    closed = client.get(f"{address}{document.number}")
    assert closed.status_code == 429
    assert document.holder not in closed.content.decode()
    # Codes, and other networks, are not limited.
    code = client.get(f"{address}{document.code}", follow=True)
    elsewhere = client.get(f"{address}{document.number}", REMOTE_ADDR=NETWORK)
    assert (code.status_code, elsewhere.status_code) == (200, 200)


@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_the_printed_qr_leads_to_what_is_true_of_the_document(
    client: Client, at: dt.datetime, template: document_content.Template
) -> None:
    document = testing.issued(at=at, template=template)
    (address,) = printed.codes(testing.content_of(document, at=at))
    path = address.removeprefix(settings.BALAREA_BASE_URL)
    assert path == f"/verifikasi/{document.code}/"

    page = client.get(path)
    assert page.status_code == 200
    assert document.number in page.content.decode()
    assert VALID in page.content.decode()

    operations.revoke(document=document, reason="Data keliru", by=SYSTEM, at=at)
    page = client.get(path)
    assert page.status_code == 200
    assert REVOKED in page.content.decode()
    assert VALID not in page.content.decode()


def test_a_typed_code_leads_to_the_address_of_the_qr(
    client: Client, at: dt.datetime
) -> None:
    document = testing.issued(at=at)
    typed = numbers.pretty(document.code)
    page = client.get("/verifikasi/", {"nomor": typed}, follow=True)
    assert page.redirect_chain == [(f"/verifikasi/{document.code}/", 302)]
    assert page.status_code == 200


@pytest.mark.parametrize("typed", ["470/9999/DKC/XI/2026", "7" * 18, "\x01", "'--"])
def test_an_unknown_number_is_a_page_too(client: Client, typed: str) -> None:
    assert client.get("/verifikasi/", {"nomor": typed}).status_code == 404


def test_a_forgotten_number_is_asked_for_again(client: Client) -> None:
    assert client.get("/verifikasi/", {"nomor": " "}).status_code == 422


def test_an_uploaded_file_is_answered_and_nothing_is_stored(
    client: Client, at: dt.datetime
) -> None:
    document = testing.issued(at=at)
    content = testing.content_of(document, at=at)
    before = sorted(settings.BALAREA_FILES_DIR.rglob("*"))
    for sent in (content, content + b"x"):
        page = client.post("/verifikasi/berkas/", {"berkas": io.BytesIO(sent)})
        assert page.status_code == 200
        assert document.number in page.content.decode()
    assert sorted(settings.BALAREA_FILES_DIR.rglob("*")) == before
    assert models.Evidence.objects.count() == 0


@pytest.mark.parametrize("sent", [{}, {"berkas": io.BytesIO(b"")}])
def test_a_forgotten_file_is_asked_for_as_a_pdf(
    client: Client, sent: dict[str, io.BytesIO]
) -> None:
    page = client.post("/verifikasi/berkas/", sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Pilih dulu berkas PDF" in text
    assert "foto" not in text


def test_the_address_of_an_answer_leads_back_to_the_form(client: Client) -> None:
    answer = client.get("/verifikasi/berkas/")
    assert answer.headers["Location"] == "/verifikasi/"


def test_programs_are_told_what_people_are(client: Client, at: dt.datetime) -> None:
    document = testing.issued(at=at)
    signer_until = providers.signer().validity().until
    expected = {
        "status": "VALID",
        "number": document.number,
        "title": None,
        "agency": None,
        "holder": "S*** K*** P***",
        "issued_on": document.issued_on.isoformat(),
        "valid_until": None,
        "revoked_on": None,
        "followed_by": None,
        "follows": None,
        "suspended_from": None,
        "suspended_until": None,
        "reinstated_on": None,
        "reinstated_by": None,
        "signer_until": signer_until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    by_number = client.get(f"/api/v1/verification/{document.number}")
    assert (by_number.status_code, by_number.json()) == (200, expected)
    by_code = client.get(f"/api/v1/verification/{document.code}")
    assert by_code.json() == expected | {
        "title": {"id": document.title_id, **document.title_translations},
        "agency": {"id": document.agency_name_id, **document.agency_name_translations},
    }
    unknown = client.get("/api/v1/verification/470/9999/X")
    assert (unknown.status_code, unknown.json()) == (
        404,
        {"status": "UNKNOWN", "why": None},
    )
    odd = client.get(f"/api/v1/verification/{references.pretty(references.new())}")
    assert (odd.status_code, odd.json()["why"]) == (404, "REFERENCE")


def test_an_answer_to_a_program_is_cached_and_indexed_nowhere(
    client: Client, at: dt.datetime
) -> None:
    document = testing.issued(at=at)
    texts = [document.number, document.code, "470/9999/X"]
    texts += [f"470/{n}/X" for n in range(verification.NUMBERS_PER_NETWORK)]
    answers = [client.get(f"/api/v1/verification/{text}") for text in texts]
    assert {answer.status_code for answer in answers} == {200, 404, 429}
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_keys_lie_beside_the_vaults_and_for_nobody_else() -> None:
    folder = settings.BALAREA_KEYS_DIR / authority.FOLDER
    names = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert set(names.values()) == {0o600}
    assert "root.key" not in names
    assert not authority.make(settings.BALAREA_KEYS_DIR, at=clock.now())
