"""Passwords, authenticator apps, recovery codes and passkeys.

allauth holds the algorithms and the table; seals and counts are ours.
"""

import datetime as dt
from typing import Any

from allauth.mfa import utils as allauth_secrets
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password

from balarea.foundation import events, normalization, rate_limits, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import models, totp
from balarea.people.accounts import factors_of
from balarea.people.events import SignInChanged
from balarea.transparency import operations as transparency
from balarea.vault import queries as vault_queries

WINDOW = dt.timedelta(minutes=15)
# Of one login from one network, so that strangers elsewhere lock nobody out; of one
# login from all networks together, against many hired ones; of one network.
PER_LOGIN = 10
PER_LOGIN_IN_ALL = 200
PER_NETWORK = 60

# What the owner hears of; the rest is of no power, or happens while they look on.
TOLD = frozenset(
    {
        "CLOSED",
        "CONTACT",
        "PASSKEY_ADDED",
        "PASSKEY_REMOVED",
        "PASSWORD",
        "RECOVERY_CODES",
        "RECOVERY_USED",
        "RENEWED",
        "TOTP",
    }
)

type Counter = tuple[str, bytes, int]  # its scope, whose it is, the most tries


def tell(account: models.Account, what: str, by: Actor, at: dt.datetime) -> None:
    """Every change of a way to sign in asks for this entry, at COMMIT.

    Whoever owns the account hears of it by another way, so that one who changed it in
    their place is found out.
    """
    transparency.record(
        type="SIGN_IN_CHANGED", subject=account.id, by=by, at=at, facts={"what": what}
    )
    if what in TOLD:
        events.announce(SignInChanged(account=account.id, what=what, at=at))


@operation
def check_password(
    *, login: str, password: str, network: str, by: Actor, at: dt.datetime
) -> models.Account | None:
    """The account of a login and its password; None counts as a failed try.

    Raises:
        foundation.errors.TooMany: for this login, or from this network.
    """
    own, shared = _password_counters(login, network)
    for scope, key, limit in (own, *shared):
        rate_limits.take(scope, key, limit, WINDOW, at)
    account = models.Account.objects.filter(login=login, is_active=True).first()
    if account is None:
        make_password(password)  # as long as a comparison takes
        return None
    kept = account.password
    if not account.check_password(password):
        return None
    if account.password != kept:  # Django hashes anew what was hashed as of old
        tell(account, "PASSWORD_REHASHED", by, at)
    rate_limits.forget(*own[:2])
    for scope, key, _ in shared:  # others' wrong tries stay counted
        rate_limits.give_back(scope, key)
    return account


def _password_counters(login: str, network: str) -> tuple[Counter, list[Counter]]:
    """The counter of this login from here, and those shared with others."""
    index = vault_queries.blind_index
    own = ("password", index("login", f"{login}|{network}"), PER_LOGIN)
    return own, [
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
    tell(account, "PASSWORD", by, at)


@operation
def renew(
    *, account: models.Account, password: str, by: Actor, at: dt.datetime
) -> None:
    """Begin anew after password or factors were lost: nothing of before signs in."""
    account.set_password(password)
    account.session_round += 1
    unit_of_work.change(account, "password", "session_round")
    Authenticator.objects.filter(user=account).delete()
    tell(account, "RENEWED", by, at)


@operation
def close(*, account: models.Account, by: Actor, at: dt.datetime) -> None:
    """Nobody signs in with this account any more; it stays for what it did."""
    account.is_active = False
    account.session_round += 1
    unit_of_work.change(account, "is_active", "session_round")
    Authenticator.objects.filter(user=account).delete()
    tell(account, "CLOSED", by, at)


@operation
def enrol_totp(
    *, account: models.Account, secret: str, by: Actor, at: dt.datetime
) -> None:
    """Bind an authenticator app (base32 `secret`) in place of any before it."""
    _factors(account, Authenticator.Type.TOTP).delete()
    with factors_of(account.id):
        TOTP.activate(account, secret)
    tell(account, "TOTP", by, at)


@operation
def new_recovery_codes(
    *, account: models.Account, by: Actor, at: dt.datetime
) -> list[str]:
    """Ten codes for the day on which the phone is lost; the old ones end."""
    _factors(account, Authenticator.Type.RECOVERY_CODES).delete()
    with factors_of(account.id):
        codes: list[str] = RecoveryCodes.activate(account).generate_codes()
    tell(account, "RECOVERY_CODES", by, at)
    return codes


@operation
def check_totp(
    *, account: models.Account, typed: str, by: Actor, at: dt.datetime
) -> bool:
    """Whether the app shows this code now; each code opens one door once.

    Raises:
        foundation.errors.TooMany: too many tries for this account.
    """
    key = vault_queries.blind_index("totp", str(account.id))
    rate_limits.take("totp", key, PER_LOGIN, WINDOW, at)
    row = _factors(account, Authenticator.Type.TOTP).first()
    if row is None:
        return False
    with factors_of(account.id):
        secret = allauth_secrets.decrypt(row.data["secret"])
    counter = totp.matching_counter(secret, normalization.digits(typed), at)
    if counter is None or counter <= row.data.get("counter", 0) * _once():
        return False
    row.data["counter"] = counter
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    rate_limits.forget("totp", key)
    return True


def _once() -> int:
    """1: a code that was used is refused. A demo's secrets are printed for everybody,
    so there it would protect nobody and hold up programs that try the mall (0).
    """
    return 0 if settings.BALAREA_DEMO else 1


@operation
def check_recovery(
    *, account: models.Account, typed: str, by: Actor, at: dt.datetime
) -> bool:
    """Whether this is an unused recovery code; it is used up now."""
    key = vault_queries.blind_index("totp", str(account.id))
    rate_limits.take("totp", key, PER_LOGIN, WINDOW, at)
    row = _factors(account, Authenticator.Type.RECOVERY_CODES).first()
    if row is None:
        return False
    with factors_of(account.id):
        is_right = RecoveryCodes(row).validate_code(normalization.digits(typed))
    if not is_right:
        return False
    tell(account, "RECOVERY_USED", by, at)
    return True


@operation
def add_passkey(
    *,
    account: models.Account,
    credential: dict[str, Any],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Keep the public half of a passkey whose ceremony has succeeded."""
    Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "", "credential": credential},
        created_at=at,
    )
    tell(account, "PASSKEY_ADDED", by, at)


@operation
def use_passkey(*, passkey: Authenticator, by: Actor, at: dt.datetime) -> None:
    """Note when a passkey was last used."""
    passkey.last_used_at = at
    passkey.save(update_fields=["last_used_at"])


@operation
def remove_passkey(
    *, account: models.Account, passkey: int, by: Actor, at: dt.datetime
) -> None:
    """Forget a passkey of this account."""
    rows = _factors(account, Authenticator.Type.WEBAUTHN).filter(id=passkey)
    if rows.delete()[0]:
        tell(account, "PASSKEY_REMOVED", by, at)


def _factors(account: models.Account, type: str) -> Any:
    return Authenticator.objects.select_for_update().filter(user=account, type=type)
