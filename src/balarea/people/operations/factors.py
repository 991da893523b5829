"""Passwords, authenticator apps, recovery codes and passkeys.

allauth provides the algorithms and the table; seals and limits are added here.
"""

import datetime as dt
import secrets
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password

from balarea.foundation import events, normalization, rate_limits, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import models, totp
from balarea.people.accounts import sealing_for
from balarea.people.events import SignInChanged
from balarea.transparency import operations as transparency
from balarea.vault import queries as vault_queries

WINDOW = dt.timedelta(minutes=15)
# Tries of one login from one network, so that guesses elsewhere lock nobody out; of one
# login from all networks, against botnets; of one network.
PER_LOGIN = 10
PER_LOGIN_IN_ALL = 200
PER_NETWORK = 60
RECOVERY_SEED_BYTES = 40

# Changes that are reported to the owner. The others give nobody access, or are made in
# the session in which the owner sees them.
NOTIFIED_CHANGES = frozenset(
    {
        "CLOSED",
        "CONTACT",
        "LINKED",
        "PASSKEY_ADDED",
        "PASSKEY_REMOVED",
        "PASSWORD",
        "RECOVERY_CODES",
        "RECOVERY_USED",
        "RENEWED",
        "TOTP",
        "UNLINKED",
    }
)

type Counter = tuple[str, bytes, int]  # scope, key, most tries


def record_change(
    account: models.Account, what: str, by: Actor, at: dt.datetime
) -> None:
    """Log a change of a way to sign in (required at COMMIT) and notify the owner.

    The message goes to the owner's contacts, so that a change by somebody else is
    noticed.
    """
    transparency.record(
        type="SIGN_IN_CHANGED", subject=account.id, by=by, at=at, facts={"what": what}
    )
    if what in NOTIFIED_CHANGES:
        events.announce(SignInChanged(account=account.id, what=what, at=at))


@operation
def check_password(
    *, login: str, password: str, network: str, by: Actor, at: dt.datetime
) -> models.Account | None:
    """The account of a login and its password, else None; tries are limited.

    Raises:
        foundation.errors.TooMany: for this login, or from this network.
    """
    local, shared = _password_counters(login, network)
    for scope, key, limit in (local, *shared):
        rate_limits.hit(scope, key, limit, WINDOW, at)
    account = models.Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        make_password(password)  # takes as long as comparing one
        return None
    old_hash = account.password
    if not account.check_password(password):
        return None
    if account.password != old_hash:  # Django has updated an old hash
        record_change(account, "PASSWORD_REHASHED", by, at)
    rate_limits.clear(*local[:2])
    for scope, key, _ in shared:  # keeps the wrong tries of others counted
        rate_limits.undo_hit(scope, key)
    return account


def _password_counters(login: str, network: str) -> tuple[Counter, list[Counter]]:
    """The counter of this login in this network, and those shared with others."""
    index = vault_queries.blind_index
    local = ("password", index("login", f"{login}|{network}"), PER_LOGIN)
    return local, [
        ("password-in-all", index("login", login), PER_LOGIN_IN_ALL),
        ("password-network", index("network", network), PER_NETWORK),
    ]


@operation
def change_password(
    *, account: models.Account, password: str, by: Actor, at: dt.datetime
) -> None:
    """Set a new password; every other session of the account ends."""
    account.set_password(password)
    unit_of_work.change(account, "password")
    record_change(account, "PASSWORD", by, at)


@operation
def renew(
    *, account: models.Account, password: str, by: Actor, at: dt.datetime
) -> None:
    """Reset an account whose password or factors were lost; old ones stop working."""
    account.set_password(password)
    account.session_round += 1
    unit_of_work.change(account, "password", "session_round")
    Authenticator.objects.filter(user=account).delete()
    record_change(account, "RENEWED", by, at)


@operation
def close(*, account: models.Account, by: Actor, at: dt.datetime) -> None:
    """End sign-in with this account; the row stays, since records name it."""
    account.is_active = False
    account.session_round += 1
    unit_of_work.change(account, "is_active", "session_round")
    Authenticator.objects.filter(user=account).delete()
    record_change(account, "CLOSED", by, at)


@operation
def enrol_totp(
    *, account: models.Account, secret: str, by: Actor, at: dt.datetime
) -> None:
    """Bind an authenticator app (base32 `secret`) in place of any before it."""
    _factors(account, Authenticator.Type.TOTP).delete()
    with sealing_for(account.id):
        data = {"secret": get_adapter().encrypt(secret)}
    kind = Authenticator.Type.TOTP
    unit_of_work.add(Authenticator(user=account, type=kind, data=data, created_at=at))
    record_change(account, "TOTP", by, at)


@operation
def new_recovery_codes(
    *, account: models.Account, by: Actor, at: dt.datetime
) -> list[str]:
    """Replace the recovery codes for a lost phone; returns ten codes."""
    _factors(account, Authenticator.Type.RECOVERY_CODES).delete()
    with sealing_for(account.id):
        seed = get_adapter().encrypt(secrets.token_hex(RECOVERY_SEED_BYTES))
        row = Authenticator(
            user=account,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"seed": seed, "used_mask": 0},
            created_at=at,
        )
        codes: list[str] = row.wrap().generate_codes()
    unit_of_work.add(row)
    record_change(account, "RECOVERY_CODES", by, at)
    return codes


@operation
def check_totp(
    *, account: models.Account, typed: str, by: Actor, at: dt.datetime
) -> bool:
    """Whether the app shows this code at `at`; with `BALAREA_TOTP_ONCE` only once.

    Raises:
        foundation.errors.TooMany: too many tries for this account.
    """
    key = vault_queries.blind_index("totp", str(account.id))
    rate_limits.hit("totp", key, PER_LOGIN, WINDOW, at)
    row = _factors(account, Authenticator.Type.TOTP).first()
    if row is None:
        return False
    with sealing_for(account.id):
        secret = get_adapter().decrypt(row.data["secret"])
    counter = totp.matching_counter(secret, normalization.digits(typed), at)
    if counter is None:
        return False
    if settings.BALAREA_TOTP_ONCE and counter <= row.data.get("counter", 0):
        return False
    row.data["counter"] = counter
    row.last_used_at = at
    unit_of_work.change(row, "data", "last_used_at")
    rate_limits.clear("totp", key)
    return True


@operation
def check_recovery(
    *, account: models.Account, typed: str, by: Actor, at: dt.datetime
) -> bool:
    """Whether this is an unused recovery code, which is used up by this call.

    Raises:
        foundation.errors.TooMany: too many tries for this account.
    """
    key = vault_queries.blind_index("totp", str(account.id))
    rate_limits.hit("totp", key, PER_LOGIN, WINDOW, at)
    row = _factors(account, Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        return False
    with sealing_for(account.id):
        is_right = row.wrap().validate_code(normalization.digits(typed))
    if not is_right:
        return False
    record_change(account, "RECOVERY_USED", by, at)
    return True


@operation
def add_passkey(
    *,
    account: models.Account,
    credential: dict[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Store the public key of a passkey whose registration was verified."""
    unit_of_work.add(
        Authenticator(
            user=account,
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "", "credential": credential},
            created_at=at,
        )
    )
    record_change(account, "PASSKEY_ADDED", by, at)


@operation
def use_passkey(*, passkey: Authenticator, by: Actor, at: dt.datetime) -> None:
    """Store when a passkey was last used."""
    passkey.last_used_at = at
    unit_of_work.change(passkey, "last_used_at")


@operation
def remove_passkey(
    *, account: models.Account, passkey: int, by: Actor, at: dt.datetime
) -> None:
    """Delete a passkey of this account, if it exists."""
    rows = _factors(account, Authenticator.Type.WEBAUTHN).filter(id=passkey)
    if rows.delete()[0]:
        record_change(account, "PASSKEY_REMOVED", by, at)


def _factors(account: models.Account, type: str) -> Any:
    return Authenticator.objects.select_for_update().filter(user=account, type=type)
