"""Accounts, contacts, officers and their rights."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from balarea.foundation import ids
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, ActorKind
from balarea.people import delegation_queries, models, rules
from balarea.people.delegation_queries import delegation_of as delegation_of
from balarea.people.delegation_queries import delegations as delegations
from balarea.vault import queries as vault
from balarea.vault.queries import GroupedAccesses

# For views, which may name the model but not query it.
Account = models.Account


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """An officer's rights: for each agency code, its services and actions.

    `services` maps an agency code to the service codes on which each action is
    allowed; an empty frozenset means every service of that agency.
    """

    officer: models.Officer
    grants: tuple[tuple[str, frozenset[str], frozenset[str]], ...]

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
    """An officer's rights on a day, or None for everybody else.

    Where another agency's authority is delegated to theirs on that day, the actions
    that they have on services of their own agency are rights on that service too;
    without a day nothing that is delegated counts.
    """
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
    delegated = delegation_queries.delegated_rights(user, officer, grants, today)
    return Scope(officer=officer, grants=(*grants, *delegated))


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


@compiled
def _agency(code: str) -> QuerySet[models.Agency]:
    return models.Agency.objects.filter(code=code)


def agency(code: str) -> models.Agency:
    """The agency of this code, which must exist."""
    [row] = _agency(code)
    return row


def has_other_officer(
    action: rules.Action,
    *,
    agency: str,
    service: str,
    besides: models.Officer,
    today: dt.date | None = None,
) -> bool:
    """Whether an officer in office besides this one may do this on this service.

    With a day also those of the agency to which it is delegated then.
    """
    delegates = delegation_queries.delegates(service, action, today) if today else []
    rights = models.Grant.objects.filter(
        agency__code__in=[agency, *delegates],
        revoked_at__isnull=True,
        actions__contains=[action],
        officer__dismissed_at__isnull=True,
        officer__account__is_active=True,
    ).exclude(officer=besides)
    return any(
        not services or service in services
        for services in rights.values_list("services", flat=True)
    )


def in_office(agency: str | None = None) -> QuerySet[models.Officer]:
    """Officers in office, in one agency or in all, with account and agency."""
    serving = models.Officer.objects.filter(dismissed_at__isnull=True)
    if agency is not None:
        serving = serving.filter(agency__code=agency)
    return serving.select_related("account", "agency").order_by("account__login")


def rights_of(officer: models.Officer) -> list[models.Grant]:
    """An officer's rights in force, each with its agency."""
    return list(_grants(officer.id))


def officers(agency_code: str) -> list[models.Officer]:
    """An agency's officers in office, the longest serving first."""
    rows = models.Officer.objects.filter(
        agency__code=agency_code, dismissed_at__isnull=True
    )
    return list(rows.select_related("account", "agency").order_by("appointed_at", "id"))


def heads(agency_code: str) -> list[models.Officer]:
    """An agency's heads in office who proved an address, each with it."""
    rows = models.Officer.objects.filter(
        agency__code=agency_code,
        role=rules.Role.HEAD,
        dismissed_at__isnull=True,
        contact__isnull=False,
    )
    return list(rows.select_related("account", "contact").order_by("id"))


def is_officer(officer_id: str) -> bool:
    """Whether there is an officer of this id."""
    return models.Officer.objects.filter(id=officer_id).exists()


def has_officers() -> bool:
    return models.Officer.objects.exists()


def agencies() -> dict[str, models.Agency]:
    """Every agency by its code."""
    return {agency.code: agency for agency in models.Agency.objects.order_by("name")}


@compiled
def _contact_of(contact: UUID) -> QuerySet[models.Contact]:
    contacts = models.Contact.objects.select_related("person__account")
    return contacts.filter(id=contact)


def contact_of(contact_id: UUID | None) -> models.Contact | None:
    """A proved contact with its person and account, or None."""
    return next(iter(_contact_of(contact_id)), None) if contact_id else None


def contact(contact_id: UUID) -> models.Contact:
    """A contact with its seal and key."""
    return models.Contact.objects.select_related("sealed__key").get(id=contact_id)


def person(person_id: UUID) -> models.Person:
    """A person with their sealed profile and its key."""
    return models.Person.objects.select_related("profile__key").get(id=person_id)


def contacts(person_id: UUID) -> QuerySet[models.Contact]:
    """A person's contacts, the oldest first."""
    return models.Contact.objects.filter(person=person_id).order_by("id")


def contact_ids(person_id: UUID) -> list[UUID]:
    """The ids of a person's contacts, the oldest first."""
    return list(contacts(person_id).values_list("id", flat=True))


class CaseOwner(NamedTuple):
    """To whom cases belong: a person, a proved contact, or a contact of a person."""

    person: models.Person | None
    contact: models.Contact | None

    @property
    def id(self) -> UUID:
        """The person's id, else the contact's."""
        owner = self.person or self.contact
        if owner is None:
            raise NotFound
        return owner.id

    @property
    def owners(self) -> frozenset[UUID]:
        """All ids under which their cases are found."""
        if self.person is not None:
            return owners_of(self.person.id)
        return frozenset({self.id})


def case_owner(owner: UUID) -> CaseOwner | None:
    """The person of this id with their first contact, or the proved contact."""
    person = models.Person.objects.select_related("profile__key").filter(id=owner)
    if (identified := person.first()) is not None:
        return CaseOwner(identified, contacts(identified.id).first())
    row = models.Contact.objects.select_related("person__profile__key").filter(id=owner)
    contact = row.first()
    return CaseOwner(contact.person, contact) if contact is not None else None


def owners_of(person_id: UUID) -> frozenset[UUID]:
    """All ids under which a person owns cases: their own and those of contacts."""
    return frozenset({person_id, *contact_ids(person_id)})


def contacts_in(ids_: Collection[UUID]) -> QuerySet[models.Contact]:
    """The contacts of these ids, the oldest first."""
    return models.Contact.objects.filter(id__in=ids_).order_by("id")


def accesses(
    owners: Collection[UUID], page: int, until: dt.datetime | None
) -> GroupedAccesses:
    """One page of the accesses to these contacts and persons, the newest first."""
    return vault.grouped_accesses(owners, page=page, until=until)


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


def contacts_to_notify(account_id: UUID) -> list[models.Contact]:
    """The contacts to which changes of an account's ways to sign in are reported."""
    rows = models.Contact.objects.filter(
        Q(person__account=account_id)
        | Q(id__in=models.Officer.objects.filter(account=account_id).values("contact"))
    )
    return list(rows.order_by("id"))


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
