"""Whole ceremonies with a software device: WebAuthn's checks hold."""

import hashlib
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.core import context
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.test import RequestFactory
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import errors, models, operations, passkeys
from balarea.people.operations import factors

pytestmark = pytest.mark.django_db
FLAG = AuthenticatorData.FLAG


class Device:
    """A software authenticator with its private key."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.user = ""

    def make(self, options: dict[str, Any], flags: FLAG = FLAG.UP | FLAG.UV) -> str:
        creation = options["publicKey"]
        self.user = creation["user"]["id"]
        public = ES256.from_cryptography_key(  # type: ignore[no-untyped-call]
            self.key.public_key()
        )
        data = AuthenticatorData.create(
            hashlib.sha256(b"localhost").digest(),
            flags | FLAG.AT,
            0,
            AttestedCredentialData.create(bytes(16), self.id, public),
        )
        attestation = {"fmt": "none", "attStmt": {}, "authData": bytes(data)}
        return self._answer(
            clientDataJSON=client_data("webauthn.create", creation["challenge"]),
            attestationObject=cbor.encode(attestation),
        )

    def sign_in(self, options: dict[str, Any]) -> str:
        client = client_data("webauthn.get", options["publicKey"]["challenge"])
        data = AuthenticatorData.create(
            hashlib.sha256(b"localhost").digest(), FLAG.UP | FLAG.UV, 1
        )
        signed = bytes(data) + hashlib.sha256(client).digest()
        return self._answer(
            userHandle=self.user,
            clientDataJSON=client,
            authenticatorData=bytes(data),
            signature=self.key.sign(signed, ec.ECDSA(SHA256())),
        )

    def _answer(self, **response: bytes | str) -> str:
        encoded = {
            name: value if isinstance(value, str) else websafe_encode(value)
            for name, value in response.items()
        }
        own = websafe_encode(self.id)
        return json.dumps(
            {"id": own, "rawId": own, "type": "public-key", "response": encoded}
        )


def client_data(kind: str, challenge: str) -> bytes:
    fields = {"type": kind, "challenge": challenge, "origin": "http://localhost"}
    return json.dumps(fields).encode()


@pytest.fixture(autouse=True)
def request_of_browser(rf: RequestFactory) -> Iterator[HttpRequest]:
    request = rf.get("/", headers={"Host": "localhost"})
    request.session = SessionBase()
    with context.request_context(request):
        yield request


@pytest.fixture
def account(officer: models.Officer) -> models.Account:
    return officer.account


def plain(options: dict[str, Any]) -> dict[str, Any]:
    """The options as JSON, as the browser gets them."""
    read: dict[str, Any] = json.loads(json.dumps(options))
    return read


def enrolled(account: models.Account) -> Device:
    device = Device()
    credential = passkeys.verify_registration(
        device.make(plain(passkeys.registration_options(account)))
    )
    operations.add_passkey(
        account=account, credential=credential, by=SYSTEM, at=clock.now()
    )
    return device


def test_a_passkey_signs_its_account_in(account: models.Account) -> None:
    first, second = enrolled(account), enrolled(account)
    for device in (second, first):
        answer = device.sign_in(plain(passkeys.authentication_options()))
        signed_in, passkey = passkeys.verify_authentication(answer)
        assert signed_in == account
        assert passkey.data["credential"]["id"] == websafe_encode(device.id)


def test_an_answer_is_taken_once(account: models.Account) -> None:
    device = enrolled(account)
    answer = device.sign_in(plain(passkeys.authentication_options()))
    passkeys.verify_authentication(answer)
    for _ in range(2):  # without a challenge, and with another one
        with pytest.raises(errors.PasskeyFailed):
            passkeys.verify_authentication(answer)
        passkeys.authentication_options()


def test_refuses_a_key_that_the_account_has_not(account: models.Account) -> None:
    device = enrolled(account)
    device.key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_authentication(
            device.sign_in(plain(passkeys.authentication_options()))
        )


def test_refuses_an_account_that_is_closed(account: models.Account) -> None:
    device = enrolled(account)
    factors.close(account=account, by=SYSTEM, at=clock.now())
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_authentication(
            device.sign_in(plain(passkeys.authentication_options()))
        )


def test_refuses_a_new_passkey_without_pin_or_finger(account: models.Account) -> None:
    options = plain(passkeys.registration_options(account))
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_registration(Device().make(options, flags=FLAG.UP))


def test_refuses_a_new_passkey_for_another_challenge(account: models.Account) -> None:
    options = plain(passkeys.registration_options(account))
    passkeys.registration_options(account)
    with pytest.raises(errors.PasskeyFailed):
        passkeys.verify_registration(Device().make(options))
