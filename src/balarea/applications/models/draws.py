"""Officers who are drawn: rosters, requests, and what came of them.

Rows are added, never edited. What is published of them: `transparency.draw.records`.
`opening` proves what the log's `entry` commits to (`transparency.entries.commitments`).
"""

from django.db import models
from django.db.models import F, Func, Q

from balarea.applications.models.cases import Application
from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Roster(models.Model):
    """Who of an agency can be drawn on a day, fixed before that day's filings.

    `document` is published; `officers` maps its pseudonyms to officers' ids. `entry` is
    the log entry that commits to the document's SHA-256, `digest`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    agency = models.CharField(max_length=10)
    day = models.DateField()
    document = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    officers = models.JSONField(default=dict)
    entry = models.UUIDField(unique=True)
    opening = models.TextField()
    at = models.DateTimeField()

    personal = {
        "document": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
        "officers": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"], name="applications_roster_once_a_day"
            )
        ]


class Draw(models.Model):
    """A request that an officer be drawn for the step that a case waits for.

    `document` says of whom, and commits to why others are excluded; `exclusions` has
    the reasons and salts, sealed. `entry` commits to the document's SHA-256, `digest`.
    `previous` is the draw that this one replaces, for the reason `cause`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="draws"
    )
    action = models.CharField(max_length=20)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="draws")
    document = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    exclusions = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    entry = models.UUIDField(unique=True)
    opening = models.TextField()
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    cause = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    personal = {
        "document": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
    }

    class Meta:
        indexes = [models.Index(fields=["application", "at"])]
        constraints = [
            models.CheckConstraint(
                name="applications_redrawn_for_a_cause",
                condition=Q(previous__isnull=True, cause="")
                | (Q(previous__isnull=False) & ~Q(cause="")),
            )
        ]


class DrawFallback(models.Model):
    """That a public round of random numbers stands in for an overseer's silence.

    Written before the round is due, so that nobody can know its number.
    """

    draw = models.OneToOneField(
        Draw, on_delete=models.PROTECT, primary_key=True, related_name="fallback"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    beacon_round = models.BigIntegerField()
    due_at = models.DateTimeField()
    entry = models.UUIDField(unique=True)
    opening = models.TextField()
    at = models.DateTimeField()


class DrawResult(models.Model):
    """Who was drawn, with all from which anybody recomputes it.

    `leaf` is the log's leaf of the request, `log_proof` that it is in the log;
    the proofs are the overseers', or `randomness` is the public round's, the SHA-256 of
    `round_signature`.
    """

    draw = models.OneToOneField(
        Draw, on_delete=models.PROTECT, primary_key=True, related_name="result"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=32)
    leaf = models.BinaryField(max_length=300)
    log_proof = models.TextField()
    first_proof = models.BinaryField(max_length=80, null=True)
    second_proof = models.BinaryField(max_length=80, null=True)
    randomness = models.BinaryField(max_length=32, null=True)
    round_signature = models.BinaryField(max_length=48, null=True)
    entry = models.UUIDField(unique=True)
    opening = models.TextField()
    at = models.DateTimeField()

    personal = {
        "pseudonym": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
    }

    class Meta:
        indexes = [models.Index(fields=["-at"], name="applications_drawn_at")]
        constraints = [
            models.CheckConstraint(
                name="applications_drawn_by_one_beacon",
                condition=Q(
                    first_proof__isnull=False,
                    second_proof__isnull=False,
                    randomness__isnull=True,
                )
                | Q(
                    first_proof__isnull=True,
                    second_proof__isnull=True,
                    randomness__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="applications_round_signed",
                condition=Q(round_signature__isnull=True)
                | Q(randomness=Func(F("round_signature"), function="sha256")),
            ),
        ]
