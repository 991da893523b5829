"""A body is refused by its announced size, before a byte of it is read."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.config import middleware
from balarea.documents.intake import limits

CASE = "01a22000-0000-7000-8000-000000000001"  # fixed: ids stand in names of tests
EVIDENCE = f"/permohonan/{CASE}/berkas/R1/"
REMOVAL = f"{EVIDENCE}01a22000-0000-7000-8000-000000000002/hapus/"
VERIFY = "/verifikasi/berkas/"
SIGN_IN = "/masuk/"
CALLBACK = "/api/v1/payments/callback/demo"
LIMITS = {
    EVIDENCE: 40_000_000,
    REMOVAL: 40_000_000,
    VERIFY: limits.MAX_BYTES + middleware.ENVELOPE,
    "/verifikasi/berkas/lain/": 1_000_000,
    SIGN_IN: 1_000_000,
    "/lacak/": 1_000_000,
    CALLBACK: 1_000_000,
}


class Unread:
    """A body that fails the test when it is read."""

    def read(self, *sizes: int) -> bytes:
        raise AssertionError("the body was read")

    readline = readlines = __iter__ = read


def announce(path: str, length: object, **more: str) -> Any:
    extra: dict[str, Any] = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    client = Client(enforce_csrf_checks=True)
    return client.post(path, {"field": "value"}, **{**extra, **more})


def send(path: str, size: int) -> Any:
    """POST a form of exactly so many bytes, with the check of its token."""
    client = Client(enforce_csrf_checks=True)
    kind = "multipart/form-data; boundary=lines"
    head = (
        b'--lines\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"'
        b"\r\nContent-Type: application/pdf\r\n\r\n"
    )
    foot = b"\r\n--lines--\r\n"
    body = head + bytes(size - len(head) - len(foot)) + foot
    return client.post(path, body, content_type=kind)


@pytest.mark.parametrize(("path", "limit"), LIMITS.items())
def test_too_big_a_body_is_refused_unread(path: str, limit: int) -> None:
    response = announce(path, limit + 1)
    assert response.status_code == 413
    if path.startswith("/api/"):
        answer = response.json()
        assert answer["code"] == "BODY_TOO_BIG"
        assert "1000 KB" in answer["next_step"]
    else:
        assert "terlalu besar" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", [EVIDENCE, VERIFY])
def test_a_form_just_under_the_limit_is_read(path: str) -> None:
    """The form has no token: a refusal for that shows that its body was read."""
    assert send(path, LIMITS[path]).status_code == 403


@pytest.mark.django_db
def test_a_form_of_elsewhere_passes_just_under_the_limit() -> None:
    assert send(SIGN_IN, LIMITS[SIGN_IN]).status_code == 403
    assert send(CALLBACK, LIMITS[CALLBACK]).status_code == 413  # by the view itself


@pytest.mark.django_db
def test_the_largest_file_that_documents_take_fits_its_envelope() -> None:
    file = SimpleUploadedFile("a" * 200 + ".pdf", bytes(limits.MAX_BYTES))
    response = Client().post(VERIFY, {"berkas": file, "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 200


@pytest.mark.parametrize("path", [EVIDENCE, VERIFY, SIGN_IN])
@pytest.mark.parametrize(
    ("length", "more"),
    [
        ("", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        ("5", {"HTTP_TRANSFER_ENCODING": "chunked"}),
        ("-1", {}),
        ("1e3", {}),
        ("²", {}),
        ("9" * 5000, {}),
    ],
)
def test_a_body_of_unknown_size_is_refused_unread(
    path: str, length: str, more: dict[str, str]
) -> None:
    response = announce(path, length, **more)
    assert response.status_code == 411
    assert "LENGTH_NEEDED" in response.content.decode()


def test_a_program_is_answered_that_the_length_is_missing() -> None:
    response = announce(CALLBACK, "", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411
    assert response.json()["code"] == "LENGTH_NEEDED"


def test_the_documented_proxy_accepts_what_the_mall_accepts() -> None:
    guide = (settings.ROOT / "docs" / "id" / "pemasangan.md").read_text("utf-8")
    megabytes = re.search(r"client_max_body_size (\d+)m;", guide)
    assert megabytes
    assert int(megabytes[1]) * 2**20 >= max(LIMITS.values())
