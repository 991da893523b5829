"""Decisions, and what is said of them: countersignatures, answers, reviews."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from balarea.applications.models.cases import Application
from balarea.applications.rules import Basis, Outcome
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Decision(models.Model):
    """A decision with its reasons; with a countersigner it is a proposal first."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(
        max_length=10, choices=[(o.value, o.value) for o in Outcome]
    )
    # The requirements that a refusal finds unmet, of the pinned definition.
    unmet = ArrayField(models.CharField(max_length=20), default=list)
    reasons = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    # The day of an act, where the service ends in one.
    done_on = models.DateField(null=True)
    is_by_rules = models.BooleanField(default=False)
    basis = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Basis],
        blank=True,
        default=Basis.STEPS.value,
    )
    # There is none where rules or the law decided; only a person refuses.
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_refused_by_a_person",
                condition=Q(is_by_rules=False, officer__isnull=False)
                | Q(
                    Q(is_by_rules=True) | ~Q(basis=Basis.STEPS.value),
                    officer__isnull=True,
                    outcome=Outcome.GRANTED.value,
                ),
            )
        ]

    @property
    def is_by_law(self) -> bool:
        """Whether no officer and no rule of the service decided: a day passed."""
        return self.officer_id is None and not self.is_by_rules


class Countersignature(models.Model):
    """A second person's yes or no to a decision; added, never edited."""

    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="countersignature",
    )
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    note = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_countersigned_by_another",
                condition=~Q(officer=F("decided_by")),
            )
        ]


class Answer(models.Model):
    """An answer, or a recorded act, that took effect; added, never edited.

    `due_on` was the agency's last day to give it.
    """

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, primary_key=True, related_name="answer"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="answers_given"
    )
    due_on = models.DateField()
    at = models.DateTimeField()


class Reply(models.Model):
    """What the citizen says of an answer: that it is so, or why not; never edited."""

    answer = models.OneToOneField(
        Answer, on_delete=models.PROTECT, primary_key=True, related_name="reply"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="replies"
    )
    agrees = models.BooleanField()
    objection = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_objection_says_why",
                condition=Q(agrees=True, objection__isnull=True)
                | Q(agrees=False, objection__isnull=False),
            )
        ]


class Review(models.Model):
    """What a citizen asks a person to look at again, after rules decided.

    One for a decision; `request` says what isn't right. Added, never edited.
    """

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, primary_key=True, related_name="review"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="reviews"
    )
    request = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_on"])]


class ReviewOutcome(models.Model):
    """What an officer found in a review, with reasons; added, never edited.

    Where the decision is not confirmed, its document was revoked with it.
    """

    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, primary_key=True, related_name="outcome"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="review_outcomes"
    )
    is_confirmed = models.BooleanField()
    reasons = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
