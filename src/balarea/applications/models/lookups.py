"""Searches for cases by name and day of birth."""

from django.db import models

from balarea.applications.rules import LOOKUP_REASONS
from balarea.foundation import ids
from balarea.people.models import Officer


class CaseLookup(models.Model):
    """That an officer searched, why, and how many cases fitted; added, never edited.

    Nothing of whom they searched for. `matches` counts up to one more than is shown.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(
        max_length=10, choices=[(code, code) for code in LOOKUP_REASONS]
    )
    matches = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["officer", "-at"])]
