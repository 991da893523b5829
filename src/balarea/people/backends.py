"""The account of a session, loaded on every request with officer and rights."""

from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db.models import QuerySet

from balarea.foundation.compiled import compiled
from balarea.people.models import Account
from balarea.people.queries.staffing import with_rights


@compiled
def _account(account: UUID) -> QuerySet[Account]:
    return with_rights(Account.objects.filter(id=account))


class AccountBackend(ModelBackend):
    """Django's backend; `get_user` needs one query for account, officer and rights."""

    def get_user(self, user_id: UUID) -> Account | None:
        rows = _account(user_id)
        return rows[0] if rows and self.user_can_authenticate(rows[0]) else None
