"""Accounts, their factors, and one-time codes."""

import datetime as dt
from uuid import UUID

from allauth.mfa.models import Authenticator

from balarea.people import models, rules

# For views, which may name the model but not query it.
Account = models.Account


def passkeys(account: models.Account | None) -> list[Authenticator]:
    """An account's passkeys, the oldest first."""
    if account is None:
        return []
    rows = Authenticator.objects.filter(
        user=account, type=Authenticator.Type.WEBAUTHN
    ).order_by("created_at", "id")
    return list(rows)


def has_factor(account: models.Account, type: str) -> bool:
    """Whether an account has a TOTP app, recovery codes or a passkey."""
    exists: bool = Authenticator.objects.filter(user=account, type=type).exists()
    return exists


def has_secrets() -> bool:
    """Whether any secret of an authenticator app or any recovery code is stored."""
    sealed = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    exists: bool = Authenticator.objects.filter(type__in=sealed).exists()
    return exists


def account_of(contact: models.Contact | None) -> models.Account | None:
    """The active account of a contact's person (fetched with it)."""
    person = contact.person if contact else None
    account: models.Account | None = getattr(person, "account", None)
    return account if account and account.is_active else None


def account(account_id: UUID) -> models.Account | None:
    """The account, unless it was closed."""
    return models.Account.objects.filter(id=account_id, is_active=True).first()


def account_by_id(account_id: UUID) -> models.Account:
    """An account, also one that was closed."""
    return models.Account.objects.get(id=account_id)


def latest_code(
    index: bytes, purpose: str, at: dt.datetime
) -> models.ContactCode | None:
    """The newest unused and unexpired code of a contact."""
    return (
        models.ContactCode.objects.filter(
            index=index, purpose=purpose, used_at__isnull=True, expires_at__gt=at
        )
        .order_by("-sent_at")
        .first()
    )


def pending_code(
    index: bytes, purpose: str, at: dt.datetime
) -> models.ContactCode | None:
    """The latest code of a contact, if it has tries left."""
    latest = latest_code(index, purpose, at)
    return latest if latest is not None and latest.attempts < rules.TRIES else None


def is_code_pending(code_id: UUID, at: dt.datetime) -> bool:
    """Whether this code is unused, unexpired and has tries left."""
    return models.ContactCode.objects.filter(
        id=code_id,
        used_at__isnull=True,
        expires_at__gt=at,
        attempts__lt=rules.TRIES,
    ).exists()


def code(code_id: UUID) -> models.ContactCode:
    """A one-time code with its seal and key."""
    return models.ContactCode.objects.select_related("sealed__key").get(id=code_id)
