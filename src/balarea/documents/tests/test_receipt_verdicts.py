"""Receipts of the public log at /verifikasi/."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.transparency.verifier.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "policy"
    path.write_bytes(samples.POLICY)
    settings.BALAREA_LOG_POLICY = str(path)


def of_file(client: Client, content: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("bukti.pdf", content)
    response = client.post("/verifikasi/berkas/", {"berkas": file})
    return response.status_code, response.content.decode()


def of_text(client: Client, text: str) -> tuple[int, str]:
    response = client.post("/verifikasi/bukti/", {"teks": text})
    return response.status_code, response.content.decode()


def test_says_what_a_receipt_proves(client: Client) -> None:
    for content in (samples.receipt(), samples.pdf_receipt()):
        status, page = of_file(client, content)
        assert status == 200
        assert "Permohonan diterima" in page
        assert "fact.files = 3" in page
        assert "29\xa0Mei 2026, 03.26" in page  # by the mall's clock
    status, page = of_text(client, f" {samples.qr_text()}\n")
    assert status == 200
    assert "Kode QR membuktikan" in page


def test_names_the_code_of_what_is_wrong(client: Client) -> None:
    changed = samples.receipt().replace(b"index 13", b"index 12")
    status, page = of_file(client, changed)
    assert status == 422
    assert "NOT_IN_LOG" in page
    forged = samples.pdf(
        ("proof.tlog-proof", changed), ("policy.txt", b"log x\nquorum none\n")
    )
    assert "NOT_IN_LOG" in of_file(client, forged)[1]  # by the mall's own policy
    assert "MALFORMED_QR" in of_text(client, samples.qr_text()[:-2])[1]
    assert "NOT_A_RECEIPT" in of_text(client, "halo")[1]
    assert of_text(client, " ")[0] == 422


def test_gives_the_verifier_as_a_file_with_the_policy(client: Client) -> None:
    response = client.get("/verifikasi/verifikasi.html")
    assert "attachment" in response.headers["Content-Disposition"]
    assert samples.LOG.vkey in response.content.decode()
    given = client.get("/verifikasi/aturan-saksi.txt")
    assert given.content == samples.POLICY
