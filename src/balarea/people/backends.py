"""The account of a session, loaded on every request with officer and rights."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from balarea.foundation.compiled import compiled
from balarea.people.models import Account, Delegation, Grant, Substitution


@compiled
def _account(account: UUID) -> QuerySet[Account]:
    in_force = Grant.objects.filter(
        officer__account=OuterRef("id"), revoked_at__isnull=True
    )
    rights = in_force.values(
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
    accounts = Account.objects.filter(id=account).select_related("officer__agency")
    return accounts.annotate(
        rights=ArraySubquery(rights),
        delegated=ArraySubquery(delegated),
        substitutions=ArraySubquery(acting),
    )


class AccountBackend(ModelBackend):
    """Django's backend; `get_user` needs one query for account, officer and rights."""

    def get_user(self, user_id: UUID) -> Account | None:
        rows = _account(user_id)
        return rows[0] if rows and self.user_can_authenticate(rows[0]) else None
