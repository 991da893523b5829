"""Proposals to revoke or suspend an issued document, and what came of them."""

from django.db import models
from django.db.models import F, Q

from balarea.applications.measure_rules import Ground, MeasureKind
from balarea.applications.models.cases import Application
from balarea.documents.models import IssuedDocument, Step, Suspension
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Measure(models.Model):
    """What one officer proposes to do to a document; added, never edited.

    Its texts are sealed under the application's key; its letter has a case of its own,
    which is `id`. `answer_by_on` is the last day for the holder's answer; none where
    they aren't heard first. `from_on` and `until_on` are of a suspension: without the
    first it begins when it is approved, without the second it lasts until it is ended.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="measures"
    )
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in MeasureKind]
    )
    ground = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Ground]
    )
    reason = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    answer_by_on = models.DateField(null=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_days_of_a_suspension",
                condition=Q(kind=MeasureKind.SUSPENSION)
                | Q(from_on__isnull=True, until_on__isnull=True),
            )
        ]


class MeasureAnswer(models.Model):
    """What the holder says of a proposal, once; added, never edited."""

    measure = models.OneToOneField(
        Measure, on_delete=models.PROTECT, primary_key=True, related_name="answer"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class MeasureOutcome(models.Model):
    """What a second officer decided on a proposal; added, never edited.

    `proposer` is the officer of the proposal, which the database compares: nobody
    decides on their own. They may only take it back, before it is decided.
    """

    measure = models.OneToOneField(
        Measure, on_delete=models.PROTECT, primary_key=True, related_name="outcome"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    is_approved = models.BooleanField()
    is_taken_back = models.BooleanField(default=False)
    reasons = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    # What it did: one of them where it was approved.
    revocation = models.OneToOneField(
        Step, on_delete=models.PROTECT, null=True, related_name="+"
    )
    suspension = models.OneToOneField(
        Suspension, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_measure_takes_two_people",
                condition=Q(is_taken_back=False) & ~Q(officer=F("proposer"))
                | Q(is_taken_back=True, is_approved=False, officer=F("proposer")),
            ),
            models.CheckConstraint(
                name="applications_measure_did_one_thing",
                condition=Q(
                    is_approved=False,
                    revocation__isnull=True,
                    suspension__isnull=True,
                )
                | Q(
                    is_approved=True,
                    revocation__isnull=False,
                    suspension__isnull=True,
                )
                | Q(
                    is_approved=True,
                    revocation__isnull=True,
                    suspension__isnull=False,
                ),
            ),
        ]
