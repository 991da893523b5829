"""Outside registers that are down, as officers reported it."""

from django.db import models

from balarea.foundation import ids
from balarea.people.models import Officer, Site


class Outage(models.Model):
    """From when to when a register didn't answer, as seen in one building.

    `system` is a code of `outage_rules`. `until`: when an officer said that it works.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="outages")
    agency = models.CharField(max_length=10)
    system = models.CharField(max_length=12)
    reported_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "agency", "system"],
                condition=models.Q(until__isnull=True),
                name="visits_outage_once_at_a_time",
            )
        ]
