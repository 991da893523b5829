"""One-time codes and sessions are forgotten once they can open nothing."""

import datetime as dt

from django.contrib.sessions.models import Session

from balarea.foundation.operation import Actor, operation
from balarea.people import models
from balarea.vault import operations as vault

BATCH = 200
KEPT = dt.timedelta(days=1)  # so long a failed message about a code is still looked at


@operation
def forget_codes(*, by: Actor, at: dt.datetime) -> int:
    """Forget codes and, with their keys, the addresses they went to; returns how many.

    What is left of their messages can't be read by anybody.
    """
    late = models.ContactCode.objects.select_for_update(skip_locked=True).filter(
        expires_at__lt=at - KEPT
    )[:BATCH]
    codes = [code.id for code in late]
    models.ContactCode.objects.filter(id__in=codes).delete()
    for code in codes:  # each is a case of its own in the vault
        vault.destroy(case=code, by=by, at=at)
    return len(codes)


@operation
def forget_sessions(*, by: Actor, at: dt.datetime) -> int:
    """Forget sessions whose time is over; returns how many."""
    count, _ = Session.objects.filter(expire_date__lt=at).delete()
    return count
