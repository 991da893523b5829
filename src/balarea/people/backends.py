"""Who a session belongs to: asked on every request."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from balarea.foundation.compiled import compiled
from balarea.people.models import Account


@compiled
def _account(account: UUID) -> QuerySet[Account]:
    return Account.objects.filter(id=account).select_related("officer__agency")


class AccountBackend(ModelBackend):
    """Django's, which finds an account together with its officer."""

    def get_user(self, user_id: UUID) -> Account | None:
        found = _account(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
