"""Advice that other agencies are asked for, and what came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from balarea.applications.models.cases import Application
from balarea.applications.rules import GIVEN_ADVICE, AdviceOutcome
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed

_OUTCOMES = [(one.value, one.value) for one in AdviceOutcome]
_GIVEN = sorted(one.value for one in GIVEN_ADVICE)


class Advice(models.Model):
    """One asking of one agency, and its outcome, empty while it is pending.

    `advice` is its id in the pinned definition; `agency` the one that is asked;
    `service` that of the application, so that a worklist needs no join. It changes
    until it has ended, and never after.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="advices"
    )
    advice = models.CharField(max_length=40)
    agency = models.CharField(max_length=10)
    service = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=14, choices=_OUTCOMES, blank=True, default="")
    # The requirements that advice against it finds unmet, of the pinned definition.
    unmet = ArrayField(models.CharField(max_length=20), default=list)
    answers = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # The conditions, or the reasons against it.
    text = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # An adviser's worklist: of a whole agency, or of services that rights name.
            models.Index(
                fields=["agency", "due_on", "id"],
                condition=Q(ended_at__isnull=True),
                name="applications_advice_agency",
            ),
            models.Index(
                fields=["agency", "service", "due_on", "id"],
                condition=Q(ended_at__isnull=True),
                name="applications_advice_service",
            ),
            # What passes in silence.
            models.Index(
                fields=["due_on"],
                condition=Q(ended_at__isnull=True),
                name="applications_advice_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "advice"], name="applications_advice_once"
            ),
            models.CheckConstraint(
                name="applications_advice_ends_with_outcome",
                condition=Q(ended_at__isnull=True, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="applications_advice_given_by_a_person",
                condition=Q(outcome__in=_GIVEN, officer__isnull=False)
                | (~Q(outcome__in=_GIVEN) & Q(officer__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_advice_says_why",
                condition=~Q(outcome__in=["CONDITIONS", "AGAINST"])
                | Q(text__isnull=False),
            ),
        ]
