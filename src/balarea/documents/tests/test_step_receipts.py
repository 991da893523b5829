"""The PDF of a step's receipt: what it carries, and both standards of PDF."""

import datetime as dt

from balarea.documents import document_content, typesetting
from balarea.documents.tests import printed
from balarea.documents.tests.test_standards import assert_keeps_both_standards
from balarea.transparency.receipts import receipt_format
from balarea.transparency.tlog.proofs import LogProof
from balarea.transparency.verifier import base45, checking
from balarea.transparency.verifier.tests import samples

AT = dt.datetime.fromtimestamp(samples.TIME, tz=dt.UTC)
HASH = "25e0e75bf9be6dbce9f838883a5944ec5ab621372c5de4a71580dcc961c82a7e"


def receipt(qr: str) -> document_content.StepReceipt:
    words = document_content.Words
    return document_content.StepReceipt(
        reference="7KQ-2M4-XAC",
        service_name=words("Izin contoh", "An example of a licence"),
        agency_name=words("Dinas Contoh", "Example Office"),
        step=words("Permohonan diterima", "An application was received"),
        claimed_at=AT,
        is_late=True,
        log=samples.ORIGIN,
        index=samples.INDEX,
        leaf_hash=HASH,
        witnesses=(("pengawas", AT), ("kampus", AT)),
        since=AT,
        opened=((words("Nomor permohonan", "Reference"), "7KQ2M4XAC"),),
        verify="https://mall.example/verifikasi/",
        qr=qr,
        proof=samples.receipt().decode(),
        policy=samples.POLICY.decode(),
        policy_hash=HASH,
    )


def test_carries_the_proof_and_keeps_both_standards() -> None:
    pdf = typesetting.step_receipt(receipt(samples.qr_text()))
    assert_keeps_both_standards(pdf)
    verdict = checking.check(pdf)
    assert (verdict.code, verdict.is_own_policy) == ("OK", True)
    assert samples.qr_text() in printed.codes(pdf)
    assert f"{HASH[:32]} {HASH[32:]}" in printed.text(pdf)


def large_code() -> str:
    """The code of a receipt of a log of ten million entries."""
    qr = receipt_format.parse_qr(
        receipt_format.qr_of(LogProof.parse(samples.receipt()))
    )
    path = tuple(samples.seed(f"hash {i}") for i in range(24))
    return receipt_format.QrContent(
        9_999_999, 10_000_000, qr.leaf_hash, path, qr.root, qr.blobs
    ).text()


def test_a_printed_code_of_a_log_of_ten_million_entries_is_read() -> None:
    large = large_code()
    assert len(base45.decode(large.removeprefix(receipt_format.QR))) < 1200
    assert large in printed.codes(typesetting.step_receipt(receipt(large)))


def test_a_desk_prints_the_largest_code_so_that_it_is_read() -> None:
    words, text = document_content.Words, large_code()
    receipt = document_content.Receipt(
        reference="7KQ-2M4-XAC",
        tracking="https://mall.example/lacak/7KQ2M4XAC/ABCDEFGHJK/",
        service="DPM-058",
        service_name=words("Izin contoh", "An example of a licence"),
        agency_name=words("Dinas Contoh", "Example Office"),
        definition=HASH,
        received_at=AT,
        promised_on=AT.date(),
        check_due_on=AT.date(),
        log=document_content.LogCode(text, "mall.example/verifikasi/", 9_999_999),
    )
    slip = document_content.Slip(
        receipt, ("kelapa",) * 5, "", "mall.example/lacak/", bring=(words("KTP", "ID"),)
    )
    assert text in printed.codes(typesetting.receipt(receipt))
    pdf = typesetting.slip(slip)
    assert text in printed.codes(pdf)
    assert "• KTP" in printed.text(pdf)
