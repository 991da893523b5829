"""Objections and appeals against a decision or measure, and what came of them."""

from django.db import models
from django.db.models import Q

from balarea.applications.models.cases import Application
from balarea.applications.models.decisions import Decision
from balarea.applications.models.measures import Measure
from balarea.applications.objection_rules import ObjectionState, Remedy
from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Objection(models.Model):
    """An objection or an appeal: a case of its own. Added, never edited.

    `id` is its case: its text, its files and the letter about its outcome are sealed
    under that case's key. `due_on` is the last day to decide it, as promised.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="objections"
    )
    # What is objected to: a refusal, or a measure against the issued document.
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="objections"
    )
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, related_name="objections"
    )
    remedy = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Remedy]
    )
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    # Who took it in at a desk; none where it was filed online.
    received_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="applications_objections_due")]
        constraints = [
            models.UniqueConstraint(
                name="applications_one_remedy_a_decision",
                fields=["decision", "remedy"],
            ),
            models.UniqueConstraint(
                name="applications_one_remedy_a_measure",
                fields=["measure", "remedy"],
            ),
            models.CheckConstraint(
                name="applications_objection_to_one_thing",
                condition=Q(decision__isnull=False, measure__isnull=True)
                | Q(decision__isnull=True, measure__isnull=False),
            ),
        ]


class ObjectionStep(models.Model):
    """One state of an objection, dated and with its author; added, never edited."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    objection = models.ForeignKey(
        Objection, on_delete=models.PROTECT, related_name="steps"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in ObjectionState]
    )
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField()
    office = models.CharField(max_length=200, blank=True)
    office_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    at = models.DateTimeField()

    personal = {
        "actor": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
        "office": PersonalField(Category.OFFICE, Form.PLAIN, Retention.RECORD),
        "office_translations": PersonalField(
            Category.OFFICE, Form.PLAIN, Retention.RECORD
        ),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="applications_objection_state_once", fields=["objection", "state"]
            )
        ]


class ObjectionOutcome(models.Model):
    """What was decided on an objection, once for all; added, never edited.

    Without an officer nobody decided in time, and silence granted it.
    """

    objection = models.OneToOneField(
        Objection, on_delete=models.PROTECT, primary_key=True, related_name="outcome"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    is_granted = models.BooleanField()
    reasons = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_objection_rejected_by_a_person",
                condition=Q(officer__isnull=False)
                | Q(officer__isnull=True, is_granted=True),
            )
        ]


class ObjectionWithdrawal(models.Model):
    """That whoever filed an objection took it back; added, never edited."""

    objection = models.OneToOneField(
        Objection, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
