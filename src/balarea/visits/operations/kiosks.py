"""Kiosks are registered, switched off, and say how they are."""

import datetime as dt
from uuid import UUID

from balarea.foundation import ids, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency
from balarea.visits import errors, kiosk_rules, models


def _record(
    kiosk: models.Kiosk, facts: dict[str, str], by: Actor, at: dt.datetime
) -> None:
    transparency.record(
        type="KIOSK_CHANGED",
        subject=kiosk.id,
        by=by,
        at=at,
        facts={"kiosk": kiosk.code, **facts},
    )


def _facts(kiosk: models.Kiosk) -> dict[str, str]:
    key = bytes(kiosk.public_key or b"").hex()
    return {"key": key, "is_active": "yes" if kiosk.is_active else "no"}


def _require_manager(scope: Scope | None) -> None:
    """`scope` None: the set-up, or the demonstration."""
    if scope is not None and not managers.manages(scope, ()):
        raise NotPermitted


@operation
def register(
    *,
    site: Site,
    code: str,
    name: str,
    public_key: bytes | None,
    scope: Scope | None,
    by: Actor,
    at: dt.datetime,
) -> models.Kiosk:
    """Add a kiosk to a building.

    Args:
        code: `K1`; it stands in the numbers that the kiosk gives by itself.
        public_key: 32 bytes (Ed25519) of its program; None for a browser alone.

    Raises:
        NotPermitted: the officer doesn't manage the whole mall.
        errors.KioskCodeTaken: the building has such a kiosk.
    """
    _require_manager(scope)
    if models.Kiosk.objects.filter(site=site, code=code).exists():
        raise errors.KioskCodeTaken
    kiosk = models.Kiosk(
        id=ids.uuid7(), site=site, code=code, name=name, public_key=public_key
    )
    _record(kiosk, _facts(kiosk), by, at)
    unit_of_work.add(kiosk)
    unit_of_work.flush()
    return kiosk


@operation
def change(
    *,
    kiosk: UUID,
    name: str,
    public_key: bytes | None,
    is_active: bool,
    scope: Scope | None,
    by: Actor,
    at: dt.datetime,
) -> models.Kiosk:
    """Name a kiosk anew, change its key, or switch it off: then it gives no number.

    Raises:
        NotPermitted: the officer doesn't manage the whole mall.
    """
    _require_manager(scope)
    row = models.Kiosk.objects.select_for_update(no_key=True).get(id=kiosk)
    row.name, row.public_key, row.is_active = name, public_key, is_active
    facts = {
        "key": (public_key or b"").hex(),
        "is_active": "yes" if is_active else "no",
    }
    _record(row, facts, by, at)
    unit_of_work.change(row, "name", "public_key", "is_active")
    return row


@operation
def report(
    *, kiosk: models.Kiosk, printer: str, paper: str, by: Actor, at: dt.datetime
) -> models.Kiosk:
    """A kiosk says that it is there, and how its printer is; a change is logged."""
    row = models.Kiosk.objects.select_for_update(no_key=True).get(id=kiosk.id)
    state = kiosk_rules.printer_state(printer, paper)
    seen = models.KioskContact.objects.filter(kiosk=row).first()
    if seen is None:
        unit_of_work.add(models.KioskContact(kiosk=row, at=at))
    elif at - seen.at >= kiosk_rules.SEEN_EVERY:
        seen.at = at
        unit_of_work.change(seen, "at")
    if row.printer != state:
        _record(row, {"printer": state}, by, at)
        row.printer, row.printer_at = state, at
        unit_of_work.change(row, "printer", "printer_at")
    return row
