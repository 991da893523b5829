"""Links by which a phone sends photos for one requirement of a draft."""

from django.db import models

from balarea.foundation import ids


class ScanLink(models.Model):
    """Lets whoever has its address send photos, and do nothing else, until it expires.

    The address is computed from `id` by a key of the mall, and `token_hash` finds the
    row of an address. Rows are added and deleted, never changed: a row that is there
    can be used until `expires_at`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    requirement = models.CharField(max_length=20)
    token_hash = models.BinaryField(max_length=32, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A new link ends the one before.
            models.UniqueConstraint(
                name="applications_one_scan_link", fields=["case", "requirement"]
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="applications_scan_end")]
