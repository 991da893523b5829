"""Changes of agencies by managers; part of `models`, which imports it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.foundation import ids


class AgencyChange(models.Model):
    """What a manager made of an agency's details; never edited, the newest counts.

    `details`: all of them, as `agency_details.AgencyDetails`; `fields`: what differs
    from before.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, related_name="changes"
    )
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="+"
    )
    details = models.JSONField()
    fields = ArrayField(models.CharField(max_length=20))
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "-at"])]
