"""Officers who are away, and those who stand in for an official."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.substitute_rules import AbsenceKind, SubstituteKind


class Substitution(models.Model):
    """That an officer stands in for an official, within days and limits, by a decree.

    `position` is the office as documents name it, without "Plh."; `replaced` is who is
    away, empty where the office is vacant. `services` empty: all of the agency. Both
    days are inclusive; it changes only when it is ended early.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    kind = models.CharField(
        max_length=3, choices=[(one.value, one.value) for one in SubstituteKind]
    )
    substitute = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="substitutions"
    )
    replaced = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, related_name="+"
    )
    position = models.CharField(max_length=120)
    position_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    services = ArrayField(models.CharField(max_length=20), default=list)
    actions = ArrayField(models.CharField(max_length=20))
    decree = models.CharField(max_length=200)
    decree_on = models.DateField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal = {
        "position": PersonalField(Category.OFFICE, Form.PLAIN, Retention.OFFICE),
        "position_translations": PersonalField(
            Category.OFFICE, Form.PLAIN, Retention.OFFICE
        ),
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["substitute"],
                condition=models.Q(ended_at__isnull=True),
                name="people_substitution_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="people_substitution_of_another",
                condition=models.Q(replaced__isnull=True)
                | ~models.Q(replaced=models.F("substitute")),
            ),
            models.CheckConstraint(
                name="people_substitution_ends_after_it_begins",
                condition=models.Q(ends_on__gte=models.F("begins_on")),
            ),
            models.CheckConstraint(
                name="people_substitution_replaces_or_fills",
                condition=models.Q(kind="PLH", replaced__isnull=False)
                | models.Q(kind="PLT", replaced__isnull=True),
            ),
        ]


class Absence(models.Model):
    """That an officer is away from one day to another, both inclusive.

    It says nothing of an illness. `recorded_by` is the officer or their head. It
    changes only when it is ended early.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="absences"
    )
    kind = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in AbsenceKind]
    )
    begins_on = models.DateField()
    ends_on = models.DateField()
    recorded_by = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal = {
        "kind": PersonalField(Category.OFFICE, Form.PLAIN, Retention.OFFICE),
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["ends_on"],
                condition=models.Q(ended_at__isnull=True),
                name="people_absence_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="people_absence_ends_after_it_begins",
                condition=models.Q(ends_on__gte=models.F("begins_on")),
            )
        ]
