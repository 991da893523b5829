"""Who a session belongs to: asked on every request."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from balarea.foundation.compiled import compiled
from balarea.people.models import Account, Grant


@compiled
def _account(account: UUID) -> QuerySet[Account]:
    in_force = Grant.objects.filter(
        officer__account=OuterRef("id"), revoked_at__isnull=True
    )
    rights = in_force.values(
        right=JSONObject(agency="agency__code", services="services", actions="actions")
    )
    found = Account.objects.filter(id=account).select_related("officer__agency")
    return found.annotate(rights=ArraySubquery(rights))


class AccountBackend(ModelBackend):
    """Django's, which finds an account with its officer and their rights."""

    def get_user(self, user_id: UUID) -> Account | None:
        found = _account(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
