"""Deadlines of a decision: that one passed, and that one was extended."""

from django.db import models
from django.db.models import F, Q

from balarea.applications.models.cases import Application
from balarea.applications.rules import Silence
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Lapse(models.Model):
    """The last day of a decision passed without one. Added by the system, never edited.

    `means` is what followed: the law granted it, a statement waits for its head, or the
    decision itself still waits.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="lapses"
    )
    # Copied from the application, by which lists are read.
    service = models.CharField(max_length=20)
    due_on = models.DateField()
    means = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Silence]
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["service", "-at", "-id"], name="applications_lapses")
        ]
        constraints = [
            models.UniqueConstraint(
                name="applications_each_day_lapses_once",
                fields=["application", "due_on"],
            )
        ]


class DecisionExtension(models.Model):
    """The one extension of a decision's deadline, with its reason; never edited."""

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="extension",
    )
    working_days = models.PositiveSmallIntegerField()
    previous_due_on = models.DateField()
    due_on = models.DateField()
    reason = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_extension_is_later",
                condition=Q(due_on__gt=F("previous_due_on")),
            )
        ]
