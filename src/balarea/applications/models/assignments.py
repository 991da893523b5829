"""Who works on which case, and how an officer's worklist is shown."""

import enum

from django.db import models
from django.db.models import Q

from balarea.applications.models.cases import Application
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class AssignmentKind(enum.StrEnum):
    """How a case came to an officer or back to its queue; the codes are stored."""

    TAKEN = "TAKEN"  # by the officer, from the queue
    TAKEN_OVER = "TAKEN_OVER"  # by the officer, from a colleague
    GIVEN = "GIVEN"  # by a head or a colleague
    GIVEN_BACK = "GIVEN_BACK"  # to the queue
    DRAWN = "DRAWN"  # by a public draw, see `draws`


class Assignment(models.Model):
    """One change of who works on a case; added, never edited.

    `Application.handler` holds the result of the last one, and is empty again when the
    case goes on to another step. `officer` is empty where it went back to its queue;
    `action` is the step that it waited for; a draw is nobody's assignment.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="assignments"
    )
    kind = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in AssignmentKind]
    )
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    assigned_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=20)
    reason = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "at"])]
        constraints = [
            models.CheckConstraint(
                name="applications_given_back_to_nobody",
                condition=Q(kind=AssignmentKind.GIVEN_BACK.value, officer__isnull=True)
                | (~Q(kind=AssignmentKind.GIVEN_BACK.value) & Q(officer__isnull=False)),
            ),
            models.CheckConstraint(
                name="applications_drawn_by_nobody",
                condition=Q(kind=AssignmentKind.DRAWN.value, assigned_by__isnull=True)
                | (~Q(kind=AssignmentKind.DRAWN.value) & Q(assigned_by__isnull=False)),
            ),
        ]


class WorklistPreference(models.Model):
    """How an officer last chose to see the worklist."""

    officer = models.OneToOneField(
        Officer, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    share = models.CharField(max_length=6)  # a `rules.Share`
    opens_next = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
