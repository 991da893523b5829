"""Adapters of allauth: no sign-up, and sealed secrets of second factors."""

import base64
import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from balarea.vault import errors as vault_errors
from balarea.vault import keys

_OWNER: ContextVar[UUID] = ContextVar("the account whose secrets are sealed")


@contextlib.contextmanager
def sealing_for(account: UUID) -> Iterator[None]:
    """Bind secrets that allauth seals or opens within the block to this account."""
    token = _OWNER.set(account)
    try:
        yield
    finally:
        _OWNER.reset(token)


def sealed_for(account: UUID, text: str) -> str:
    """Seal a secret of an account's authenticator app or recovery codes (base 85)."""
    box = keys.encrypt(keys.factor_key(), text.encode(), _bound(account))
    return base64.b85encode(box).decode()


def opened_of_old(sealed: str) -> str:
    """Open a secret sealed before `sealed_for` existed; only for the migration."""
    box = base64.b85decode(sealed)
    return keys.decrypt(keys.factor_key(), box, b"mfa").decode()


def _bound(account: UUID) -> bytes:
    return b"mfa|" + account.bytes


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is closed: officers are appointed, citizens prove a contact."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals secrets of authenticator apps; keeps names out of passkeys."""

    def encrypt(self, text: str) -> str:
        return sealed_for(_OWNER.get(), text)

    def decrypt(self, encrypted_text: str) -> str:
        account = _OWNER.get()
        box = base64.b85decode(encrypted_text)
        try:
            return keys.decrypt(keys.factor_key(), box, _bound(account)).decode()
        except keys.InvalidTag:
            raise vault_errors.mismatch(account) from None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: accounts have no address; `events.SignInChanged` notifies."""

    def get_totp_issuer(self) -> str:
        return str(settings.BALAREA_MALL.short_name.of(get_language()))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(
        self, user: AbstractBaseUser
    ) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        # The device shows this in its list of passkeys and never sends it back.
        name = user.get_username()
        if getattr(user, "person_id", None) is not None:
            name = gettext("My account")
        return {**entity, "name": name, "display_name": name}
