"""Every waiting time that was shown, and what each day adds to its history."""

from django.db import models

from balarea.foundation import ids
from balarea.people.models import Site
from balarea.visits.models.tickets import Ticket


class Estimate(models.Model):
    """A shown range in minutes; both ends are null where none could be shown.

    `begins_at` and `ends_at` are the range as times of day, which later ones are drawn
    to; `change` says how it differs from the one before (`estimate.damping`),
    `why_hidden` why none could be shown (`estimate.estimating`).
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="estimates"
    )
    made_at = models.DateTimeField()
    ahead = models.PositiveIntegerField()
    desks_open = models.PositiveSmallIntegerField()
    p10 = models.FloatField(null=True)
    p50 = models.FloatField(null=True)
    p80 = models.FloatField(null=True)
    p90 = models.FloatField(null=True)
    shown_from = models.PositiveSmallIntegerField(null=True)
    shown_to = models.PositiveSmallIntegerField(null=True)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    change = models.CharField(max_length=10, blank=True, default="")
    why_hidden = models.CharField(max_length=20, blank=True, default="")
    model = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "made_at"], name="visits_estimate_ticket")
        ]


class WaitDay(models.Model):
    """What a day adds to the history of waiting times in a building.

    `summaries`: queue → sums of service times, attendance and errors. `scores`: how
    that day's estimates fared, each made from the days before it. `promised`: how many
    ranges were shown to visitors and how many of their waits were longer. `model`: by
    which rules the estimates were made; other rules make another row.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    business_date = models.DateField()
    model = models.CharField(max_length=20)
    summaries = models.JSONField()
    scores = models.JSONField()
    promised = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "business_date", "model"], name="visits_wait_day_once"
            )
        ]
