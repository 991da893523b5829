"""What a device says is kept only where a table can keep it."""

from types import SimpleNamespace

import pytest
from allauth.mfa.webauthn.internal import auth

from balarea.people import errors, passkeys


@pytest.fixture(autouse=True)
def agreeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that finds every ceremony in order."""
    found = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr(auth, "parse_registration_response", lambda _: None)
    monkeypatch.setattr(auth, "complete_registration", lambda _: found)


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800", r"\uDC00"])
def test_refuses_a_device_that_says_what_no_table_keeps(escaped: str) -> None:
    with pytest.raises(errors.PasskeyFailed):
        passkeys.made(f'{{"id": "abc", "more": "{escaped}"}}')


def test_takes_what_devices_say() -> None:
    assert passkeys.made('{"id": "abc_-"}') == {"id": "abc_-"}
