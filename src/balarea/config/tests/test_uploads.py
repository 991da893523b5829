"""Uploaded files have no name in the file system while a request is processed."""

import datetime as dt
import os
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balarea.config import request_buffering, uploads
from balarea.documents import verification

VERIFY = "/verifikasi/berkas/"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, empty."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, request_buffering.IN_MEMORY + 1, 9_000_000])
def test_nothing_lies_in_the_temporary_folder_during_a_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    photo = os.urandom(size)
    came: list[bytes] = []

    def looked_at(
        content: bytes, *, network: str, at: dt.datetime
    ) -> verification.Answer:
        assert list(folder.iterdir()) == []
        came.append(content)
        return verification.UNKNOWN

    monkeypatch.setattr(verification, "of_file", looked_at)
    Client().post(VERIFY, {"berkas": SimpleUploadedFile("a.jpg", photo)})
    assert came == ([photo] if size else [])
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_a_file_over_the_limit_is_still_told_so(folder: Path) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7" + bytes(10_000_001))
    refused = Client().post(VERIFY, {"berkas": file})
    assert refused.status_code == 413
    assert "10 MB" in refused.content.decode()
    assert list(folder.iterdir()) == []


def test_a_file_that_breaks_off_is_forgotten(folder: Path) -> None:
    handler = uploads.UnnamedFileHandler()
    handler.new_file("file", "a.jpg", "image/jpeg", None)
    handler.receive_data_chunk(bytes(request_buffering.IN_MEMORY + 1), 0)
    file = handler.file
    assert file
    assert list(folder.iterdir()) == []
    handler.upload_interrupted()
    assert file.closed
