"""Which person of an account is which person identified at a desk."""

from uuid import UUID

from django.db.models import Q, QuerySet

from balarea.people import models


def _in_force() -> QuerySet[models.AccountLink]:
    return models.AccountLink.objects.filter(ended_at__isnull=True)


def of_person(person: UUID, *, lock: bool = False) -> models.AccountLink | None:
    """The link in force of either of the two."""
    rows = _in_force().filter(Q(person=person) | Q(account_person=person))
    if lock:
        rows = rows.select_for_update(of=("self",))
    else:
        rows = rows.select_related("contact", "officer__agency")
    return rows.first()


def is_or_has(field: str, account_person: UUID) -> Q:
    """That `field` is the person of an account, or who was identified as its owner."""
    identified = _in_force().filter(account_person=account_person).values("person")
    return Q(**{field: account_person}) | Q(**{f"{field}__in": identified})


def owners_of(person: UUID) -> frozenset[UUID]:
    """All ids under which a person owns cases: their own and those of contacts.

    With an account link in force, those of both. One query.
    """
    links = _in_force().filter(Q(person=person) | Q(account_person=person))
    contacts = models.Contact.objects.filter(
        Q(person=person)
        | Q(person__in=links.values("person"))
        | Q(person__in=links.values("account_person"))
    )
    rows = contacts.values_list("id").union(
        links.values_list("person"), links.values_list("account_person")
    )
    return frozenset({person, *(owner for (owner,) in rows)})
