"""How an application ended outside of a decision: at another register, or at a desk."""

from django.db import models
from django.db.models import Q

from balarea.applications.models.cases import Application
from balarea.applications.rules import MAX_REGISTER_NUMBER, Outcome
from balarea.documents.models import Evidence
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class HandOver(models.Model):
    """A complete file that went to the register that decides; added, never edited."""

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="hand_over",
    )
    number = models.CharField(max_length=MAX_REGISTER_NUMBER)  # at that register
    handed_on = models.DateField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["handed_on"])]

    personal = {
        "number": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
    }


class RegisterOutcome(models.Model):
    """What the other register decided, as an officer recorded it; never edited.

    `paper` is that register's own paper, sealed with the case like other files.
    """

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="register_outcome",
    )
    outcome = models.CharField(
        max_length=10, choices=[(o.value, o.value) for o in Outcome]
    )
    decided_on = models.DateField()
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class DeskVisit(models.Model):
    """Whether somebody was served at the desk, or why not; added, never edited.

    `reason` is a code of `rules.NOT_SERVED` or the id of a reason of the definition.
    There is no officer where the file was not brought in time.
    """

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="desk_visit",
    )
    is_done = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_not_served_for_a_reason",
                condition=Q(is_done=True, reason="")
                | (Q(is_done=False) & ~Q(reason="")),
            )
        ]
