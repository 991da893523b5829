"""Every waiting time that was shown, so that it can be compared with what came."""

from django.db import models

from balarea.foundation import ids
from balarea.visits.models.tickets import Ticket


class Estimate(models.Model):
    """A shown range in minutes; both ends are null where none could be shown."""

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
    model = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "made_at"], name="visits_estimate_ticket")
        ]
