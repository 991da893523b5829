"""Queues and desks: where visitors of an agency wait and are served."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.foundation import ids
from balarea.people.models import Officer, Site


class Queue(models.Model):
    """One line of an agency in a building.

    `hours`: seven days, Monday first, each a list of spans `["08:00", "12:00"]`; empty
    for the agency's own hours without `breaks`. `releases`: pairs of a time and the
    percentage of the day's numbers released at it.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="queues")
    agency = models.CharField(max_length=10)
    code = models.CharField(max_length=20)
    prefix = models.CharField(max_length=3)
    name = models.CharField(max_length=120)
    name_translations = models.JSONField(default=dict, blank=True)
    zone = models.CharField(max_length=10)
    # Services that it serves; empty: all of the agency that no other queue names.
    services = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    expected_minutes = models.PositiveSmallIntegerField(default=10)
    priority_minutes = models.PositiveSmallIntegerField(default=60)
    appointment_minutes = models.PositiveSmallIntegerField(default=30)
    daily_quota = models.PositiveIntegerField(null=True, blank=True)
    releases = models.JSONField(default=list, blank=True)
    person_limit = models.PositiveSmallIntegerField(default=1)
    remote_percent = models.PositiveSmallIntegerField(default=40)
    hours = models.JSONField(default=list, blank=True)
    breaks = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code"], name="visits_queue_code_once"
            ),
            models.UniqueConstraint(
                fields=["site", "prefix"], name="visits_queue_prefix_once"
            ),
            models.CheckConstraint(
                condition=models.Q(expected_minutes__gte=1),
                name="visits_queue_takes_time",
            ),
            models.CheckConstraint(
                condition=models.Q(remote_percent__lte=100),
                name="visits_queue_remote_share",
            ),
        ]


class QueueClosure(models.Model):
    """A day on which a queue doesn't open, such as an agency that doesn't come."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="closures")
    date = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "date"], name="visits_closure_once_a_day"
            )
        ]


class Desk(models.Model):
    """A desk in a building; `code` is what visitors read, such as B3."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="desks")
    agency = models.CharField(max_length=10)
    code = models.CharField(max_length=10)
    zone = models.CharField(max_length=10)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code"], name="visits_desk_code_once"
            )
        ]


class DeskSkill(models.Model):
    """A queue that a desk serves.

    `weight`: minutes by which its tickets count as earlier at this desk.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="skills")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="skills")
    weight = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["desk", "queue"], name="visits_skill_once")
        ]


class DeskSession(models.Model):
    """From when to when an officer served at a desk."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="sessions")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    business_date = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk"],
                condition=models.Q(closed_at__isnull=True),
                name="visits_one_officer_a_desk",
            ),
            models.UniqueConstraint(
                fields=["officer"],
                condition=models.Q(closed_at__isnull=True),
                name="visits_one_desk_an_officer",
            ),
        ]
        indexes = [models.Index(fields=["business_date"], name="visits_session_date")]


class DeskPause(models.Model):
    """A pause within a session, with a coded reason."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    session = models.ForeignKey(
        DeskSession, on_delete=models.PROTECT, related_name="pauses"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(ended_at__isnull=True),
                name="visits_one_pause_at_once",
            )
        ]
