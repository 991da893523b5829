"""Codes of authenticator apps, by the vectors of RFC 6238 and as they are stored."""

import base64
import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from balarea.foundation.operation import SYSTEM
from balarea.people import models, operations, totp

VECTORS = {  # appendix B, SHA-1; its eight digits end with the six that apps show
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_shows_what_the_standard_says(seconds: int, code: str) -> None:
    at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert totp.code_at(SECRET, at) == totp.code_at(SECRET.lower(), at) == code
    assert totp.matching_counter(SECRET, code, at) == seconds // totp.STEP


def test_a_clock_may_differ_by_one_step_and_no_more() -> None:
    at = dt.datetime.fromtimestamp(1111111109, dt.UTC)
    code, step = totp.code_at(SECRET, at), dt.timedelta(seconds=totp.STEP)
    matches = [
        totp.matching_counter(SECRET, code, at + steps * step) is not None
        for steps in (-2, -1, 0, 1, 2)
    ]
    assert matches == [False, True, True, True, False]


def test_a_new_secret_has_the_length_of_its_hash() -> None:
    secrets = {totp.new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


@pytest.mark.django_db
def test_factors_lie_in_the_form_that_allauth_reads(
    officer: models.Officer, at: dt.datetime
) -> None:
    """Secrets that allauth has stored stay valid."""
    account = officer.account
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    codes = operations.new_recovery_codes(account=account, by=SYSTEM, at=at)
    stored = dict(Authenticator.objects.values_list("type", "data"))
    assert {kind: set(data) for kind, data in stored.items()} == {
        "totp": {"secret"},
        "recovery_codes": {"seed", "used_mask"},
    }
    assert len(set(codes)) == 10
    typed: dict[str, Any] = {"account": account, "by": SYSTEM, "at": at}
    assert operations.check_recovery(typed=codes[3], **typed)
    assert not operations.check_recovery(typed=codes[3], **typed)
    assert operations.check_totp(typed=totp.code_at(SECRET, at), **typed)
