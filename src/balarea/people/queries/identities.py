"""Persons by the name and day of birth that an officer read from an identity card."""

import datetime as dt
from collections.abc import Buffer
from uuid import UUID

from balarea.foundation import normalization
from balarea.people import models
from balarea.vault import queries as vault


def name_birth_index(name: str, born_on: dt.date) -> bytes:
    """The blind index of the normalised pair; shared by namesakes of the same day."""
    pair = f"{normalization.person_name(name)}|{born_on.isoformat()}"
    return vault.blind_index("name-birth", pair)


def has_nik(person: UUID, index: Buffer) -> bool:
    """Whether this is the blind index of a person's NIK."""
    return models.Person.objects.filter(id=person, nik_index=bytes(index)).exists()


def persons_named(name: str, born_on: dt.date) -> list[models.Person]:
    """Those of this name and day of birth whom a desk identified.

    For operations only, which log the look-up.
    """
    index = name_birth_index(name, born_on)
    rows = models.Person.objects.filter(name_birth_index=index)
    return list(rows.order_by("id"))
