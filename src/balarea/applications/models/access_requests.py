"""Requests for the name of who opened data, and covert openings."""

from django.db import models
from django.db.models import F, Q

from balarea.applications.access_rules import (
    NAME_REFUSALS,
    CovertBasis,
    CovertEnding,
    NameEnding,
)
from balarea.applications.models.cases import Application
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class NameRequest(models.Model):
    """A citizen's request for the name of the officer of one access, and its answer.

    It changes until it has ended, and never after. The name is sealed with the case's
    key. `service` is that of the application, so that the list of what waits needs no
    join.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    service = models.CharField(max_length=20)
    access = models.UUIDField(unique=True)  # of `vault.Access`
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ending = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in NameEnding],
        blank=True,
        default="",
    )
    refusal = models.CharField(
        max_length=15,
        choices=[(code, code) for code in NAME_REFUSALS],
        blank=True,
        default="",
    )
    name = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "at"],
                condition=Q(ended_at__isnull=True),
                name="applications_names_waiting",
            ),
            models.Index(fields=["application"], name="applications_names_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="applications_name_ending",
                condition=Q(
                    ending="",
                    refusal="",
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    name__isnull=True,
                )
                | Q(
                    ending=NameEnding.GIVEN.value,
                    refusal="",
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    name__isnull=False,
                )
                | (
                    Q(
                        ending=NameEnding.REFUSED.value,
                        ended_at__isnull=False,
                        ended_by__isnull=False,
                        name__isnull=True,
                    )
                    & ~Q(refusal="")
                ),
            ),
            models.CheckConstraint(
                name="applications_name_answered_by_another",
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("officer")),
            ),
        ]


class CovertOrder(models.Model):
    """An order of law to open a case without its person seeing it until a day.

    One officer proposes, a supervisor decides; both are constrained to be two people.
    It changes until it is decided, and never after. `order` is the number and the date
    of the order as typed, sealed with the case's key.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    service = models.CharField(max_length=20)
    basis = models.CharField(
        max_length=15, choices=[(one.value, one.value) for one in CovertBasis]
    )
    order = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    revealed_on = models.DateField()
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ending = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in CovertEnding],
        blank=True,
        default="",
    )
    ended_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["service", "-at"], name="applications_covert"),
            models.Index(fields=["application"], name="applications_covert_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="applications_one_covert_proposal",
                fields=["application"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="applications_covert_ending",
                condition=Q(ending="", ended_at__isnull=True, ended_by__isnull=True)
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="applications_covert_needs_two",
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("proposed_by")),
            ),
        ]
