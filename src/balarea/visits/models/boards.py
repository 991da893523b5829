"""Announcements: the one ordered source of boards and voice."""

from django.db import models

from balarea.foundation import ids
from balarea.people.models import Site
from balarea.visits.models.tickets import Ticket


class BoardZone(models.Model):
    """The counter of a zone's announcements.

    Its row is locked until the announcement is committed, so that whoever reads on
    from a number never misses one that was committed later.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=10)
    last_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "zone"], name="visits_board_zone_once"
            )
        ]


class Announcement(models.Model):
    """One thing that boards of a zone show and say; `seq` counts within the zone.

    `subject`: the visit that is called, or the announcement itself. `until`: a text is
    shown no longer.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    zone = models.CharField(max_length=10)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10)  # CALL, RECALL, TEXT, CLOSURE
    subject = models.UUIDField()
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="announcements"
    )
    label = models.CharField(max_length=16, blank=True)
    desk = models.CharField(max_length=10, blank=True)
    text = models.CharField(max_length=300, blank=True)
    text_translations = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "zone", "seq"], name="visits_announcement_once"
            )
        ]
