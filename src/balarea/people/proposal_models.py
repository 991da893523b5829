"""Proposed changes of power; part of `models`, which imports it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.foundation import ids
from balarea.people.proposal_rules import ProposalState
from balarea.vault.models import Sealed

_WAITING, _LAPSED = ProposalState.WAITING.value, ProposalState.LAPSED.value


class Proposal(models.Model):
    """A change that gives power, proposed by one manager, confirmed by another.

    `content` (sealed): what is to be done, as the schema of its kind has it, and why.
    It can't be altered without the key, so what is confirmed is what was proposed.
    `officer`: whose rights change, if any. `agencies`: the codes of the agencies over
    which its managers must have the right; empty means the whole mall.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    kind = models.CharField(max_length=30)
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    agencies = ArrayField(models.CharField(max_length=10), default=list)
    content = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    expires_on = models.DateField()
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in ProposalState],
        default=_WAITING,
    )
    ended_by = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["expires_on"],
                condition=models.Q(state=_WAITING),
                name="people_proposal_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="people_proposal_ended_by_somebody",
                condition=models.Q(
                    state=_WAITING, ended_by__isnull=True, ended_at__isnull=True
                )
                | models.Q(state=_LAPSED, ended_by__isnull=True, ended_at__isnull=False)
                | models.Q(
                    state__in=[
                        ProposalState.CONFIRMED.value,
                        ProposalState.REJECTED.value,
                    ],
                    ended_by__isnull=False,
                    ended_at__isnull=False,
                ),
            ),
            # The rule of two persons, also against the operations themselves.
            models.CheckConstraint(
                name="people_proposal_confirmed_by_another",
                condition=~models.Q(state=ProposalState.CONFIRMED.value)
                | (
                    ~models.Q(ended_by=models.F("proposed_by"))
                    & (
                        models.Q(officer__isnull=True)
                        | ~models.Q(ended_by=models.F("officer"))
                    )
                ),
            ),
        ]
