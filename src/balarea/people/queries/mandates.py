"""Mandates of a principal and of a representative."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.people import models
from balarea.people.queries import CaseOwner, account_links


def _rows() -> QuerySet[models.Mandate]:
    rows = models.Mandate.objects.select_related(
        "principal_contact", "principal_person", "representative", "end"
    )
    return rows.order_by("-given_at", "-id")


def _in_force(on: dt.date) -> Q:
    return Q(accepted_at__isnull=False, end__isnull=True, valid_until__gte=on)


def _given_by(owners: Collection[UUID]) -> Q:
    ids = list(owners)
    return Q(principal_contact__in=ids) | Q(principal_person__in=ids)


def given_by(owners: Collection[UUID]) -> list[models.Mandate]:
    """What these principals gave, the newest first, with those that have ended."""
    return list(_rows().filter(_given_by(owners)))


def _held_by(person: UUID) -> Q:
    """Also what was given at a desk to who was identified as the account's owner."""
    return account_links.is_or_has("representative", person)


def held_by(person: UUID) -> list[models.Mandate]:
    """What this representative was given, the newest first, with those ended."""
    return list(_rows().filter(_held_by(person)))


def in_force(person: UUID, on: dt.date) -> list[models.Mandate]:
    """The mandates under which this representative may act on a day."""
    return list(_rows().filter(_in_force(on), _held_by(person)))


def ids_in_force(person: UUID, on: dt.date) -> frozenset[UUID]:
    """Their ids; the ids under which a representative reaches cases of others."""
    rows = models.Mandate.objects.filter(_in_force(on), _held_by(person))
    return frozenset(rows.values_list("id", flat=True))


def offered_to(owners: Collection[UUID], on: dt.date) -> list[models.Mandate]:
    """What was offered to these contacts and can be accepted on a day."""
    contacts = models.Contact.objects.filter(id__in=list(owners))
    return list(
        _rows().filter(
            invited_index__in=contacts.values("index"),
            accepted_at__isnull=True,
            end__isnull=True,
            valid_until__gte=on,
        )
    )


def locked_in_force(mandate: UUID, person: UUID, on: dt.date) -> models.Mandate | None:
    """One of these, locked for this transaction, so that it can't be ended in it."""
    rows = models.Mandate.objects.filter(_in_force(on), _held_by(person), id=mandate)
    return rows.select_for_update(of=("self",)).first()


def mandate(mandate_id: UUID) -> models.Mandate:
    """One mandate, with what its lines show."""
    return _rows().get(id=mandate_id)


def representatives(mandate: models.Mandate) -> frozenset[UUID]:
    """The ids under which its representative acts: their own, and of their account."""
    if mandate.representative_id is None:
        return frozenset()
    link = account_links.of_person(mandate.representative_id)
    linked = {link.person_id, link.account_person_id} if link is not None else set()
    return frozenset({mandate.representative_id, *linked})


def principal_of(mandate: models.Mandate) -> CaseOwner:
    """For whom its representative acts."""
    return CaseOwner(mandate.principal_person, mandate.principal_contact)


def is_in_force(mandate: models.Mandate, on: dt.date) -> bool:
    """Whether its representative may act on a day."""
    return (
        mandate.accepted_at is not None
        and not has_ended(mandate)
        and mandate.valid_until >= on
    )


def has_ended(mandate: models.Mandate) -> bool:
    """Whether somebody ended it."""
    return getattr(mandate, "end", None) is not None


def covers(mandate: models.Mandate, service: str) -> bool:
    """Whether it allows filing this service, or this bundle by its code."""
    return not mandate.services or service in mandate.services
