"""Every officer in office with their rights of a day, by one statement."""

import datetime as dt

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from balarea.people.models import Account, Delegation, Grant, Substitution
from balarea.people.queries.scopes import Scope, scope_of


def with_rights(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Accounts of officers, each with the rows that `scope_of` resolves rights from."""
    grants = Grant.objects.filter(
        officer__account=OuterRef("id"), revoked_at__isnull=True
    )
    rights = grants.values(
        right=JSONObject(agency="agency__code", services="services", actions="actions")
    )
    delegations = Delegation.objects.filter(
        delegate=OuterRef("officer__agency"), ended_at__isnull=True
    )
    delegated = delegations.values(
        delegation=JSONObject(
            agency="agency__code",
            service="service",
            actions="actions",
            begins_on="begins_on",
            ends_on="ends_on",
        )
    )
    substitutions = Substitution.objects.filter(
        substitute__account=OuterRef("id"), ended_at__isnull=True
    )
    acting = substitutions.values(
        substitution=JSONObject(
            kind="kind",
            agency="agency__code",
            services="services",
            actions="actions",
            position="position",
            position_translations="position_translations",
            begins_on="begins_on",
            ends_on="ends_on",
        )
    )
    return accounts.select_related("officer__agency").annotate(
        rights=ArraySubquery(rights),
        delegated=ArraySubquery(delegated),
        substitutions=ArraySubquery(acting),
    )


def staff(today: dt.date) -> list[Scope]:
    """The rights that day of every officer in office, substitutes' among them."""
    accounts = Account.objects.filter(
        officer__dismissed_at__isnull=True, officer__isnull=False, is_active=True
    )
    scopes = (scope_of(account, today) for account in with_rights(accounts))
    return [scope for scope in scopes if scope is not None]
