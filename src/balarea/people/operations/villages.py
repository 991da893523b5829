"""Villages: their offices from a list, and the residents whom they register."""

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from balarea.foundation import nik as national_ids
from balarea.foundation import normalization, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models
from balarea.people.operations import officers, persons
from balarea.people.queries import Scope, managers
from balarea.people.queries import villages as village_queries
from balarea.people.rules import VILLAGE, Action, Identity
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries


class Village(NamedTuple):
    """A village of the list: its code of ten digits, its name, and its district."""

    code: str
    name: str
    district: str

    @property
    def details(self) -> dict[str, object]:
        """Its office as an agency."""
        english = f"Village office of {self.name}"
        return {
            "name": f"{self.full_name}, Kecamatan {self.district}",
            "name_translations": {"en": f"{english}, district {self.district}"},
            "short_name": self.full_name[:60],
            "kind": VILLAGE,
        }

    @property
    def full_name(self) -> str:
        """With what it is; a code's seventh digit tells a kelurahan."""
        kind = "Kelurahan" if self.code[6:7] == "1" else "Desa"
        return f"{kind} {self.name}"


@operation
def open_village(*, village: Village, by: Actor, at: dt.datetime) -> bool:
    """Add the office of a village, or renew its names; whether it was new."""
    is_new = not models.Agency.objects.filter(code=village.code).exists()
    officers.open_agency(code=village.code, details=village.details, by=by, at=at)
    return is_new


@operation
def register(
    *,
    village: UUID,
    identity: Identity,
    is_day_confirmed: bool = False,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Person:
    """The person of an identity card, registered with the officer's own village.

    Somebody on record is found only by what the card says: all of it must fit. Who is
    registered already is returned as they are.

    Raises:
        NotPermitted: it is not a village of the officer.
        errors.ResidentElsewhere: they are registered with another village.
        errors.NamesakeElsewhere: somebody of that name and day of birth is on record
            who isn't of this village, and no NIK tells whether it is the same.
        errors.OtherNameOnRecord: the NIK is on record, with another name or day.
        errors.NotANik, errors.NikOfAnotherDay: see `persons.begin`.
        foundation.errors.TooMany: this officer searched too often within an hour.
    """
    place = village_queries.own_village(scope, village)
    person = _on_record(identity, place, scope, by, at)
    if person is None:
        person = persons.begin(
            identity=identity,
            is_namesake=bool(identity.nik),
            is_day_confirmed=is_day_confirmed,
            action=Action.ASSIST,
            scope=scope,
            by=by,
            at=at,
        )
    elif village_queries.village_of(person.id) is not None:
        return person
    unit_of_work.add(
        models.Resident(person=person, village=place, officer=scope.officer, at=at)
    )
    transparency.record(
        type="RESIDENT_REGISTERED",
        subject=person.id,
        by=by,
        at=at,
        agency=place.code,
        secret=vault.log_secret(case=person.id, by=by, at=at),
    )
    return person


@operation
def move_resident(
    *,
    village: str,
    identity: Identity,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> tuple[models.Agency, models.Agency]:
    """Register a resident of one village with another; the villages before and after.

    All of the identity card must fit, its NIK too. What the village before filed for
    them stays with it; who they are is seen by the new one only. Moving back undoes it.

    Raises:
        NotPermitted: the officer doesn't manage the whole mall.
        NotFound: there is no such village.
        errors.NotANik, errors.OtherNameOnRecord: the card isn't on record like that.
        errors.NoResident: no village has registered them.
        errors.ResidentThere: they are registered there.
    """
    place = _managed_village(village, scope)
    if not national_ids.read(identity.nik):
        raise errors.NotANik
    matches = persons.find(
        scope=scope, nik=identity.nik, action=Action.MANAGE, by=by, at=at
    )
    people = [match.person for match in matches if match.person is not None]
    before = village_queries.village_of(people[0].id) if people else None
    if before is None:
        raise errors.NoResident
    if not _is_same(people[0], identity):
        raise errors.OtherNameOnRecord
    if before == place:
        raise errors.ResidentThere
    unit_of_work.add(
        models.Resident(person=people[0], village=place, officer=scope.officer, at=at)
    )
    transparency.record(
        type="RESIDENT_MOVED",
        subject=people[0].id,
        by=by,
        at=at,
        agency=place.code,
        facts={"before": before.code},
        secret=vault.log_secret(case=people[0].id, by=by, at=at),
    )
    return before, place


def _managed_village(code: str, scope: Scope) -> models.Agency:
    """A village of this code, for whoever manages the whole mall."""
    if not managers.manages(scope, ()):
        raise NotPermitted
    place = village_queries.villages().get(code)
    if place is None:
        raise NotFound
    return place


def _on_record(
    identity: Identity, village: models.Agency, scope: Scope, by: Actor, at: dt.datetime
) -> models.Person | None:
    """Who is on record and may be registered here; None where nobody is.

    The look-up is logged, also one that finds nobody.
    """
    has_nik = bool(national_ids.read(identity.nik))
    if identity.nik.strip() and not has_nik:
        raise errors.NotANik
    matches = persons.find(
        scope=scope,
        nik=identity.nik,
        name=identity.name,
        born_on=identity.born_on,
        action=Action.ASSIST,
        by=by,
        at=at,
    )
    people = [match.person for match in matches if match.person is not None]
    if has_nik:
        for person in people:
            if not _is_same(person, identity):
                raise errors.OtherNameOnRecord
            _check_not_elsewhere(person, village)
            return person
        return None
    own = [one for one in people if village_queries.village_of(one.id) == village]
    if len(own) == 1 and len(people) == 1:
        return own[0]
    if people:
        raise errors.NamesakeElsewhere
    return None


def _is_same(person: models.Person, identity: Identity) -> bool:
    name = normalization.person_name(identity.name)
    pair = f"{name}|{identity.born_on.isoformat()}"
    index = vault_queries.blind_index("name-birth", pair)
    return bytes(person.name_birth_index or b"") == index


def _check_not_elsewhere(person: models.Person, village: models.Agency) -> None:
    elsewhere = village_queries.village_of(person.id)
    if elsewhere is not None and elsewhere != village:
        raise errors.ResidentElsewhere
