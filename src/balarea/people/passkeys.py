"""The two ceremonies of a passkey: registration and authentication (WebAuthn).

The challenge is stored in the session, and `fido2` checks the device's answer. The
answer is untrusted JSON with CBOR in it: its size and depth are limited here, and
whatever the libraries raise becomes `errors.PasskeyFailed`. Passkeys are stored in
allauth's table and format, and named by its adapter.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any

from allauth.account.utils import url_str_to_user_pk
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.core.exceptions import ValidationError
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from balarea.people import errors
from balarea.people.models import Account

# What the parsers of JSON, base64, CBOR and keys raise for a broken answer. Errors of
# the database are not among them, since the device doesn't cause them.
_BROKEN = (
    *(ValidationError, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError, struct.error),
    *(InvalidSignature, UnsupportedAlgorithm),
)
# Session key of the challenge; named as by allauth, since open sessions have it.
CHALLENGE = "mfa.webauthn.state"
MAX_CHARACTERS = 20_000
# Levels of JSON or CBOR. Devices need four, an attestation with certificates five.
# Stored credentials are parsed again in deeper stacks, so parsing once proves nothing.
MAX_DEPTH = 10


def registration_options(account: Account) -> dict[str, Any]:
    """What the browser needs to create a passkey that needs no password."""
    user = get_adapter().get_public_key_credential_user_entity(account)
    options, challenge = _server().register_begin(
        PublicKeyCredentialUserEntity(**user),
        [data for _row, data in _credentials(account)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        extensions={"credProps": True},
    )
    context.request.session[CHALLENGE] = challenge
    return dict(options)


def verify_registration(answer: str) -> dict[str, Any]:
    """The new passkey's credential with its public key, checked.

    Raises:
        errors.PasskeyFailed: wrong challenge or origin, no PIN or biometric, or broken.
    """
    try:
        credential = _object(answer)
        _check_depth_of_cbor(RegistrationResponse.from_dict(credential))
        registered = _register(credential)
    except _BROKEN:
        raise errors.PasskeyFailed from None
    if not registered.is_user_verified():
        raise errors.PasskeyFailed
    return credential


def _register(credential: dict[str, Any]) -> AuthenticatorData:
    registered = _server().register_complete(
        context.request.session[CHALLENGE], credential
    )
    del context.request.session[CHALLENGE]  # valid for one answer
    return registered


def authentication_options() -> dict[str, Any]:
    """What the browser needs to offer its passkeys for this site."""
    options, challenge = _server().authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    context.request.session[CHALLENGE] = challenge
    return dict(options)


def verify_authentication(answer: str) -> tuple[Account, Authenticator]:
    """The account whose passkey answered the challenge, and the passkey.

    Raises:
        errors.PasskeyFailed: unknown, forged or replayed.
    """
    try:
        credential = _object(answer)
        AuthenticationResponse.from_dict(credential)
        account = _account_of(credential)
        passkey = _authenticate(account, credential)
    except (*_BROKEN, Account.DoesNotExist):
        raise errors.PasskeyFailed from None
    if not account.is_active:
        raise errors.PasskeyFailed
    return account, passkey


def _account_of(credential: dict[str, Any]) -> Account:
    handle = websafe_decode(credential["response"]["userHandle"]).decode()
    return Account.objects.get(pk=url_str_to_user_pk(handle))


def _authenticate(account: Account, credential: dict[str, Any]) -> Authenticator:
    credentials = _credentials(account)
    used = _server().authenticate_complete(
        context.request.session[CHALLENGE],
        [data for _row, data in credentials],
        credential,
    )
    del context.request.session[CHALLENGE]  # valid for one answer
    return next(
        row for row, data in credentials if data.credential_id == used.credential_id
    )


def _server() -> Fido2Server:
    """A server for the host of this request, by HTTPS; in a trial by HTTP too."""
    entity = get_adapter().get_public_key_credential_rp_entity()
    is_http_allowed = settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN
    return Fido2Server(
        PublicKeyCredentialRpEntity(**entity),
        verify_origin=(lambda origin: True) if is_http_allowed else None,
    )


def _credentials(
    account: Account,
) -> list[tuple[Authenticator, AttestedCredentialData]]:
    """The passkeys of an account, each with its public key."""
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    parsed = (
        (row, RegistrationResponse.from_dict(row.data["credential"])) for row in rows
    )
    return [
        (row, data)
        for row, registration in parsed
        if (data := registration.response.attestation_object.auth_data.credential_data)
    ]


def _object(answer: str) -> dict[str, Any]:
    # Devices send base64 and plain names. An escape can hide a NUL or half a
    # surrogate pair, which PostgreSQL can't store.
    if "\\" in answer:
        raise ValueError("a device escapes nothing")
    if len(answer) > MAX_CHARACTERS:
        raise ValueError("longer than a device's answer")
    credential = json.loads(answer)
    if not isinstance(credential, dict):
        raise TypeError("not an object")
    _check_depth(credential)
    return credential


def _check_depth_of_cbor(answer: RegistrationResponse) -> None:
    attestation = answer.response.attestation_object
    data = attestation.auth_data
    key = data.credential_data.public_key if data.credential_data else None
    for part in (attestation.att_stmt, data.extensions, key):
        _check_depth(part)


def _check_depth(value: object, most: int = MAX_DEPTH) -> None:
    if not isinstance(value, Mapping | list):
        return
    if not most:
        raise ValueError("nested deeper than a device's answer")
    inner = value.values() if isinstance(value, Mapping) else value
    for one in inner:
        _check_depth(one, most - 1)
