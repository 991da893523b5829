"""Deletes expired one-time codes and sessions."""

import datetime as dt

from django.contrib.sessions.models import Session

from balarea.foundation.operation import Actor, operation
from balarea.people import models
from balarea.vault import operations as vault

BATCH = 200
RETENTION = dt.timedelta(days=1)  # to look into messages that were not delivered


@operation
def forget_codes(*, by: Actor, at: dt.datetime) -> int:
    """Delete codes and the keys of their addresses; returns how many.

    Their messages can't be decrypted afterwards.
    """
    expired = models.ContactCode.objects.select_for_update(skip_locked=True).filter(
        expires_at__lt=at - RETENTION
    )[:BATCH]
    codes = [code.id for code in expired]
    models.ContactCode.objects.filter(id__in=codes).delete()
    for code in codes:  # each is a case of its own in the vault
        vault.erase(case=code, by=by, at=at)
    return len(codes)


@operation
def forget_sessions(*, by: Actor, at: dt.datetime) -> int:
    """Delete expired sessions; returns how many."""
    count, _ = Session.objects.filter(expire_date__lt=at).delete()
    return count
