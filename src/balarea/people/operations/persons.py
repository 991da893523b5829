"""Persons whom an officer identifies at a desk: looking for them, and beginning one."""

import datetime as dt
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from balarea.foundation import ids, normalization, rate_limits, unit_of_work
from balarea.foundation import nik as national_ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people import addresses, errors, models, queries
from balarea.people.operations import contacts
from balarea.people.queries import CaseOwner, Scope
from balarea.people.queries.identities import name_birth_index
from balarea.people.rules import Action, Identity
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries
from balarea.vault.models import Sealed

PROFILE = "profile"
# A busy desk needs about one a minute; reading out a list of people needs more.
MAX_LOOKUPS_PER_HOUR = 90
HOUR = dt.timedelta(hours=1)


def _index(identity: Identity) -> bytes:
    return name_birth_index(identity.name, identity.born_on)


@operation
def find(
    *,
    scope: Scope,
    nik: str = "",
    address: str = "",
    name: str = "",
    born_on: dt.date | None = None,
    action: Action = Action.RECEIVE,
    by: Actor,
    at: dt.datetime,
) -> list[CaseOwner]:
    """Persons by NIK, by phone or e-mail, or by name with day of birth, as typed.

    The first of these that is given counts. Each look-up is in the public log, also
    one that finds nobody; who was found sees it among the accesses to their data.

    Raises:
        NotPermitted: the officer takes in nowhere.
        foundation.errors.TooMany: this officer searched too often within an hour.
    """
    scope.require(action)
    officer = vault_queries.blind_index("officer", str(by.id))
    rate_limits.hit("find-person", officer, MAX_LOOKUPS_PER_HOUR, HOUR, at)
    if number := national_ids.read(nik):
        way, matches = "NIK", _by_nik(number)
    elif address.strip():
        way, matches = "CONTACT", _by_address(address)
    elif name.strip() and born_on is not None:
        way, matches = "NAME_BIRTH", _by_index(_index(Identity(name, born_on)))
    else:
        return []
    vault.record_lookup(
        cases={match.id: ("", "") for match in matches},
        name=way.lower(),
        by=by,
        at=at,
    )
    transparency.record(
        type="PERSON_LOOKED_UP",
        subject=scope.officer.id,
        by=by,
        at=at,
        agency=by.agency,
        facts={"by": way, "purpose": "COUNTER", "matches": len(matches)},
    )
    return matches


def _by_nik(number: str) -> list[CaseOwner]:
    index = vault_queries.blind_index("nik", number)
    rows = models.Person.objects.select_related("profile__key").filter(nik_index=index)
    return [CaseOwner(row, None) for row in rows]


def _by_index(index: bytes) -> list[CaseOwner]:
    rows = models.Person.objects.select_related("profile__key")
    return [
        CaseOwner(row, None)
        for row in rows.filter(name_birth_index=index).order_by("id")
    ]


def _by_address(text: str) -> list[CaseOwner]:
    try:
        address = addresses.parse(text)
    except addresses.UnknownAddress:
        return []
    index = vault_queries.blind_index("contact", address.value)
    rows = models.Contact.objects.select_related("person__profile__key")
    return [queries.owner_of(row) for row in rows.filter(index=index)]


@operation
def begin(
    *,
    identity: Identity,
    is_namesake: bool = False,
    is_day_confirmed: bool = False,
    action: Action = Action.RECEIVE,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Person:
    """Add a person whom the officer identified.

    Args:
        is_namesake: somebody else of the same name and day of birth exists.
        is_day_confirmed: the NIK contains another day of birth, and both are right.

    Raises:
        NotPermitted: the officer takes in nowhere.
        errors.NotANik: no such NIK can exist.
        errors.NikOfAnotherDay: unconfirmed.
        errors.PersonExists: by NIK, or by name with day of birth, unconfirmed.
    """
    scope.require(action)
    identity = _read(identity)
    index = _index(identity)
    nik_index = vault_queries.blind_index("nik", identity.nik) if identity.nik else None
    contacts.lock(nik_index or index)  # of two desks at once, one adds the row
    if nik_index is not None:
        _refuse_double(models.Person.objects.filter(nik_index=nik_index), True)
    if not is_namesake:
        _refuse_double(models.Person.objects.filter(name_birth_index=index), False)
    _check_day(identity, is_day_confirmed)
    return _add(identity=identity, indexes=(nik_index, index), by=by, at=at)


@operation
def _add(
    *,
    identity: Identity,
    indexes: tuple[bytes | None, bytes],
    by: Actor,
    at: dt.datetime,
) -> models.Person:
    person_id = ids.uuid7()
    person = models.Person(
        id=person_id,
        nik_index=indexes[0],
        name_birth_index=indexes[1],
        profile=_sealed(person_id, identity, by, at),
        created_at=at,
    )
    unit_of_work.add(person)
    transparency.record(
        type="PERSON_IDENTIFIED",
        subject=person_id,
        by=by,
        at=at,
        agency=by.agency,
        secret=vault.log_secret(case=person_id, by=by, at=at),
    )
    return person


@operation
def correct(
    *,
    person: models.Person,
    identity: Identity,
    is_day_confirmed: bool = False,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> frozenset[str]:
    """Note what the identity card says now: a NIK that was missing, a corrected name.

    Returns which of "name", "born_on" and "nik" changed. What was noted before stays
    sealed under the person's key.

    Raises:
        NotPermitted: the officer takes in nowhere.
        errors.NotIdentified: no identity card of theirs was seen at a desk.
        errors.NotANik, errors.NikOfAnotherDay: as at the beginning.
        errors.NikMissing: a NIK on record can be changed, but not removed.
        errors.PersonExists: somebody else has this NIK.
    """
    scope.require(Action.RECEIVE)
    row = models.Person.objects.select_for_update(of=("self",)).get(id=person.id)
    before = open_profile(person=queries.person(row.id), by=by, at=at)
    if before is None:
        raise errors.NotIdentified
    identity = _read(identity)
    changed = frozenset(
        name
        for name, old, new in zip(Identity._fields, before, identity, strict=True)
        if old != new
    )
    if not changed:
        return changed
    if before.nik and not identity.nik:
        raise errors.NikMissing
    _check_day(identity, is_day_confirmed)
    row.nik_index, row.name_birth_index = _own_index(identity, row), _index(identity)
    row.profile = _sealed(row.id, identity, by, at)
    unit_of_work.change(row, "nik_index", "name_birth_index", "profile")
    transparency.record(
        type="PERSON_CORRECTED",
        subject=row.id,
        by=by,
        at=at,
        agency=by.agency,
        secret=vault.log_secret(case=row.id, by=by, at=at),
        facts={"changed": " ".join(sorted(changed))},
    )
    return changed


def _own_index(identity: Identity, person: models.Person) -> bytes | None:
    """The index of a NIK that nobody else has; of two desks at once, one notes it."""
    if not identity.nik:
        return None
    index = vault_queries.blind_index("nik", identity.nik)
    contacts.lock(index)
    others = models.Person.objects.filter(nik_index=index).exclude(id=person.id)
    _refuse_double(others, True)
    return index


def _check_day(identity: Identity, is_confirmed: bool) -> None:
    days = national_ids.births(identity.nik) if identity.nik else [identity.born_on]
    if identity.born_on not in days and not is_confirmed:
        raise errors.NikOfAnotherDay


def _sealed(person: UUID, identity: Identity, by: Actor, at: dt.datetime) -> Sealed:
    content = {
        "name": identity.name,
        "born_on": identity.born_on.isoformat(),
        "nik": identity.nik,
    }
    sealed_content = msgspec.json.encode(content)
    return vault.seal(case=person, name=PROFILE, content=sealed_content, by=by, at=at)


def _read(identity: Identity) -> Identity:
    nik = national_ids.read(identity.nik)
    if identity.nik.strip() and not nik:
        raise errors.NotANik
    return identity._replace(name=normalization.plain(identity.name), nik=nik)


def _refuse_double(rows: QuerySet[models.Person], is_certain: bool) -> None:
    persons = [row.id for row in rows.order_by("id")]
    if persons:
        raise errors.PersonExists(persons=persons, is_certain=is_certain)


@operation
def open_profile(
    *, person: models.Person, purpose: str = "COUNTER", by: Actor, at: dt.datetime
) -> Identity | None:
    """Who a person is, opened for a desk; None of somebody never identified there."""
    if person.profile is None:
        return None
    opened = vault.open(
        sealed=person.profile,
        case=person.id,
        name=PROFILE,
        by=by,
        purpose=purpose,
        at=at,
    )
    content: dict[str, str] = msgspec.json.decode(opened)
    identity = Identity(
        content["name"], dt.date.fromisoformat(content["born_on"]), content["nik"]
    )
    # SQL alone could give one person another one's profile.
    if _index(identity) != bytes(person.name_birth_index or b""):
        raise NotFound
    return identity
