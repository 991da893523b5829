"""A signer signs only while its certificates are valid; their end is announced."""

import datetime as dt
import io
import logging
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import cms
from django.conf import settings
from django.test import Client
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.pdf_utils.reader import PdfFileReader

from balarea.documents import (
    operations,
    providers,
    queries,
    rules,
    signatures,
    tasks,
    testing,
    verification,
)
from balarea.documents.providers import authority, base, demo
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM

SEAL = base.Seal(office="Dinas", name="Budi", place="Sumedang", reason="uji")
LIFE = dt.timedelta(days=365 * authority.YEARS)


def blank() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return out.getvalue()


@pytest.fixture
def old(tmp_path: Path, settings: Any) -> dt.datetime:
    """A signer whose certificates ended an hour ago; gives the moment they ended."""
    settings.BALAREA_KEYS_DIR = tmp_path / "keys"
    ended = clock.now().replace(microsecond=0) - dt.timedelta(hours=1)
    authority.make(settings.BALAREA_KEYS_DIR, at=ended - LIFE)
    return ended


def test_an_expired_signer_signs_nothing(old: dt.datetime) -> None:
    signer = providers.signer()
    assert signer.validity().until == old
    assert signer.sign(blank(), seal=SEAL, at=old)
    for at in (
        old + dt.timedelta(seconds=1),
        signer.validity().since.replace(year=2000),
    ):
        with pytest.raises(base.SignerNotValid):
            signer.sign(blank(), seal=SEAL, at=at)


@pytest.mark.django_db
def test_a_document_waits_for_a_signer_that_is_valid(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operation checks the validity before it calls any signer."""

    class Expired(demo.DemoSigner):
        def validity(self) -> base.Validity:
            return base.Validity(at - LIFE, at - dt.timedelta(days=1))

        def sign(self, pdf: bytes, *, seal: base.Seal, at: dt.datetime) -> bytes:
            raise AssertionError("it was asked to sign")

    document = testing.prepared(at=at)
    with monkeypatch.context() as patched:
        patched.setattr(providers, "signer", Expired)
        with pytest.raises(base.SigningFailed):
            operations.issue(document=document.id, by=SYSTEM, at=at)
    waiting = queries.document_of(document.case)
    assert waiting is not None
    assert waiting.state == rules.State.PREPARED
    issued = operations.issue(document=document.id, by=SYSTEM, at=at)
    assert issued.signer_until == providers.signer().validity().until


@pytest.mark.django_db
def test_verification_shows_how_long_the_signer_is_valid(
    client: Client, at: dt.datetime
) -> None:
    document = testing.issued(at=at)
    until = providers.signer().validity().until
    for typed in (document.number, document.code):
        result = verification.of_text(typed, network="203.0.113.9", at=at)
        assert result.signer_until == until
    page = client.get(f"/verifikasi/{document.code}/").content.decode()
    assert "sertifikat penanda tangan masih berlaku" in page
    assert str(until.year) in page


def test_what_was_signed_in_time_stays_signed(old: dt.datetime) -> None:
    roots = list(providers.signer().roots())
    before = providers.signer().sign(blank(), seal=SEAL, at=old - dt.timedelta(days=9))
    reading = signatures.read(before, roots)
    assert (reading.is_ours, reading.is_whole) == (True, True)
    assert dt.datetime.fromisoformat(reading.signer_until) == old


def test_what_an_expired_signer_signed_is_not_ours(
    old: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base.Validity, "check", lambda *_: None)
    late = old + dt.timedelta(minutes=30)
    reading = signatures.read(
        providers.signer().sign(blank(), seal=SEAL, at=late),
        list(providers.signer().roots()),
    )
    assert (reading.is_pdf, reading.is_ours) == (True, False)


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(400, 0), (61, 0), (60, 1), (31, 1), (30, 2), (8, 2), (7, 3), (1, 3), (-5, 3)],
)
def test_its_end_is_an_alarm_from_60_days_before(
    days: int,
    urgency: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    at = clock.now()
    validity = base.Validity(at - LIFE, at + dt.timedelta(days=days))
    monkeypatch.setattr(demo.DemoSigner, "validity", lambda _: validity)
    monkeypatch.setattr(clock, "now", lambda: at)
    with caplog.at_level(logging.WARNING):
        tasks.watch_signer(timestamp=0)
    alarms = [one.getMessage() for one in caplog.records if one.levelname == "CRITICAL"]
    assert len(alarms) == bool(urgency)
    assert all(f"warning {urgency} of 3" in one for one in alarms)


def test_new_certificates_are_taken_without_a_new_start(old: dt.datetime) -> None:
    signer = providers.signer()
    assert signer.validity().until == old
    for one in (settings.BALAREA_KEYS_DIR / authority.FOLDER).iterdir():
        one.unlink()
    authority.make(settings.BALAREA_KEYS_DIR, at=clock.now())
    signed = signer.sign(blank(), seal=SEAL, at=clock.now())
    assert signatures.read(signed, list(signer.roots())).is_ours


def test_the_time_stamp_is_of_the_signing_time_and_of_our_own_policy(
    old: dt.datetime,
) -> None:
    at = old - dt.timedelta(days=100)
    signed = providers.signer().sign(blank(), seal=SEAL, at=at)
    [signature] = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    assert parse_pdf_date(str(signature.sig_object["/M"])) == at
    [token] = (
        one["values"][0]
        for one in signature.signer_info["unsigned_attrs"]
        if one["type"].native == "signature_time_stamp_token"
    )
    info = cms.ContentInfo.load(token.dump())["content"]["encap_content_info"]
    stamp = info["content"].parsed
    assert stamp["gen_time"].native == at
    assert stamp["policy"].dotted.startswith("2.25.")
