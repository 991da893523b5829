"""A device's answer is stored only if the table can store it."""

import base64
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from fido2.webauthn import RegistrationResponse

from balarea.people import errors, passkeys

DEEP = sys.getrecursionlimit() * 5


def attested(statement: Any) -> Any:
    """The parts of a parsed registration that are read."""
    data = SimpleNamespace(credential_data=None, extensions=None)
    attestation = SimpleNamespace(auth_data=data, att_stmt=statement)
    return SimpleNamespace(response=SimpleNamespace(attestation_object=attestation))


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.fixture(autouse=True)
def agreeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the library by one that accepts every ceremony."""
    binding = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr(RegistrationResponse, "from_dict", lambda _: attested({}))
    monkeypatch.setattr(passkeys, "_register", lambda _: binding)


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800", r"\uDC00"])
def test_refuses_a_device_that_says_what_no_table_keeps(escaped: str) -> None:
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_registration(f'{{"id": "abc", "more": "{escaped}"}}')


def test_takes_what_devices_say() -> None:
    assert passkeys.verify_registration('{"id": "abc_-"}') == {"id": "abc_-"}


def test_refuses_an_answer_longer_than_a_device_gives() -> None:
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_registration(json.dumps({"id": "a" * passkeys.MAX_CHARACTERS}))


@pytest.mark.parametrize("levels", [passkeys.MAX_DEPTH, 900])
def test_refuses_what_is_nested_deeper_than_a_device_does(
    monkeypatch: pytest.MonkeyPatch, levels: int
) -> None:
    """If accepted, it would be stored and break pages that parse it again."""
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_registration(json.dumps({"id": nested(levels)}))
    deep = attested({"x5c": nested(levels)})
    monkeypatch.setattr(RegistrationResponse, "from_dict", lambda _: deep)
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_registration('{"id": "abc_-"}')


def _credential(**response: bytes) -> str:
    response_fields = {
        k: base64.urlsafe_b64encode(v).decode() for k, v in response.items()
    }
    head = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
    return json.dumps({**head, "response": response_fields})


CLIENT_DATA = (
    b'{"type": "webauthn.get", "challenge": "AA", "origin": "http://localhost"}'
)
BROKEN = {
    "nested JSON": '{"a":' * 2_000 + "1" + "}" * 2_000,
    "a nested list": "[" * 19_000,
    "nested client data": _credential(clientDataJSON=b"[" * 12_000),
    "nested CBOR": _credential(
        clientDataJSON=CLIENT_DATA, attestationObject=b"\x81" * 12_000
    ),
    "nested CBOR of a map": _credential(
        clientDataJSON=CLIENT_DATA, attestationObject=b"\xa1\x61a" * 4_000
    ),
    "nested extensions": _credential(
        clientDataJSON=CLIENT_DATA,
        authenticatorData=bytes(32) + b"\x85" + bytes(4) + b"\x81" * 9_000,
        signature=b"x",
        userHandle=b"1",
    ),
    "a number without end": '{"id": ' + "9" * 10_000 + "}",
    "no Unicode": '{"id": "\ud800"}',
    "nothing": "",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/masuk/kunci/", "/petugas/masuk/kunci/"])
@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_no_answer_of_a_device_is_a_fault_of_the_mall(
    client: Client, address: str, broken: str
) -> None:
    assert client.get("/masuk/kunci/mulai/").status_code == 200
    response = client.post(
        address, {"credential": broken.encode("utf-8", "surrogatepass")}
    )
    assert 300 <= response.status_code < 500


@pytest.mark.parametrize("key", ["attestationObject", "clientDataJSON"])
def test_no_new_passkey_is_a_fault_of_the_mall(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.undo()  # the library itself reads it here
    for deep in (b"\x81" * DEEP, b"[" * DEEP, b"\xa1\x61a" * 4_000):
        response = {"clientDataJSON": CLIENT_DATA, "attestationObject": b"\xa0"}
        with pytest.raises(errors.PasskeyFailed):
            passkeys.verify_registration(_credential(**{**response, key: deep}))
