"""Who acts, and what they may do: officers' rights, and actors."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from balarea.foundation import ids
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, ActorKind
from balarea.people import models, rules
from balarea.people.queries import delegation as delegation_queries
from balarea.people.queries import substitution as substitution_queries


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """An officer's rights: for each agency code, its services and actions.

    `services` maps an agency code to the service codes on which each action is
    allowed; an empty frozenset means every service of that agency. `grants` has what
    the officer may do as a substitute too; `acting` says of that part as whose.
    """

    officer: models.Officer
    grants: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    acting: tuple[substitution_queries.Acting, ...] = ()

    def allows(self, action: rules.Action, *, agency: str, service: str) -> bool:
        return any(
            agency == of and action in actions and (not services or service in services)
            for of, services, actions in self.grants
        )

    def require(self, action: rules.Action) -> None:
        """Refuse an officer who may do this nowhere.

        Raises:
            NotPermitted: no grant has the action.
        """
        if action not in self.actions:
            raise NotPermitted

    def reach(self, action: rules.Action) -> dict[str, frozenset[str]]:
        """Agency code → services on which `action` is allowed (empty = all)."""
        services_of: dict[str, frozenset[str]] = {}
        for agency, services, actions in self.grants:
            if action not in actions:
                continue
            if agency in services_of and not (services and services_of[agency]):
                services_of[agency] = frozenset()
            else:
                services_of[agency] = services_of.get(agency, frozenset()) | services
        return services_of

    @property
    def actions(self) -> frozenset[str]:
        return frozenset().union(*(actions for _, _, actions in self.grants))


def officer_of(user: AbstractBaseUser | AnonymousUser) -> models.Officer | None:
    """The officer of this account who is still in office, else None.

    `backends` loads a request's account with its officer and agency.
    """
    if not isinstance(user, models.Account) or not user.is_active:
        return None
    officer: models.Officer | None = getattr(user, "officer", None)
    return officer if officer and officer.dismissed_at is None else None


@compiled
def _grants(officer: UUID) -> QuerySet[models.Grant]:
    in_force = models.Grant.objects.filter(officer=officer, revoked_at__isnull=True)
    return in_force.select_related("agency")


def scope_of(
    user: AbstractBaseUser | AnonymousUser, today: dt.date | None = None
) -> Scope | None:
    """An officer's rights, or None for everybody else; with those by delegations that
    are in force `today`, and as a substitute of others that day."""
    officer = officer_of(user)
    if officer is None:
        return None
    rights = getattr(user, "rights", None)  # loaded with a request's account
    if rights is None:
        rights = [
            {
                "agency": one.agency.code,
                "services": one.services,
                "actions": one.actions,
            }
            for one in _grants(officer.id)
        ]
    grants = tuple(
        (one["agency"], frozenset(one["services"]), frozenset(one["actions"]))
        for one in rights
    )
    acting = substitution_queries.acting_rights(user, officer, today)
    grants += tuple((one.agency, one.services, one.actions) for one in acting)
    delegated = delegation_queries.delegated_rights(user, officer, grants, today)
    return Scope(officer=officer, grants=(*grants, *delegated), acting=acting)


def officer_actor(officer: models.Officer) -> Actor:
    """The actor for an officer (with its agency already fetched)."""
    agency = officer.agency
    return Actor(
        ActorKind.OFFICER,
        officer.id,
        agency.code,
        office=f"{officer.position}, {agency.short_name}",
        office_translations={
            code: f"{position}, {agency.short_name}"
            for code, position in officer.position_translations.items()
        },
    )


def person_actor(person_id: UUID) -> Actor:
    """The actor for a person with an account."""
    return Actor(ActorKind.CITIZEN, person_id)


def anonymous_actor(code_id: UUID | None = None) -> Actor:
    """The actor for somebody who has proved nothing yet, named by a pending code."""
    return Actor(ActorKind.VISITOR, code_id or ids.uuid7())


def contact_actor(contact: models.Contact) -> Actor:
    """The actor for somebody without an account, named by the contact they proved."""
    return Actor(ActorKind.VISITOR, contact.id)


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor | None:
    """The actor of a signed-in account, else None."""
    officer = officer_of(user)
    if officer is not None:
        return officer_actor(officer)
    if isinstance(user, models.Account) and user.person is not None:
        return person_actor(user.person.id)
    return None
