"""Visits and their tickets; what happened to a ticket is a row of its own, for good."""

from django.db import models

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Officer, Site
from balarea.visits.models.places import Desk, Queue
from balarea.visits.rules import State


class QueueDay(models.Model):
    """The counter of a queue's numbers on one day; its row is the lock of issuing.

    `quota` overrides the queue's on this day. `closed_at`: since when it gives no more
    numbers, whatever is left.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="days")
    business_date = models.DateField()
    last_number = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    quota = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "business_date"], name="visits_queue_day_once"
            )
        ]


class Visit(models.Model):
    """One person's day in a building; its id is the subject of the log's entries.

    `subject` and `case` are ids of other apps' rows, opaque here: the person who was
    bound to it, and the application or prepared file that it is about.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="visits")
    business_date = models.DateField()
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=15)
    began_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    party_size = models.PositiveSmallIntegerField(default=1)
    subject = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    # Keyed hash of whoever took the number from home, for the limit against touts.
    person_index = models.BinaryField(max_length=32, null=True)

    personal = {
        "person_index": PersonalField(Category.CONTACT, Form.INDEX, Retention.CASE),
    }

    class Meta:
        indexes = [
            models.Index(fields=["business_date"], name="visits_visit_date"),
            models.Index(
                fields=["person_index", "business_date"],
                condition=models.Q(person_index__isnull=False),
                name="visits_visit_person",
            ),
            models.Index(
                fields=["subject"],
                condition=models.Q(subject__isnull=False),
                name="visits_visit_subject",
            ),
        ]


class Ticket(models.Model):
    """One step of a visit in one queue.

    `joined_at` is when its place began; `effective_at` is what it is ordered by.
    `desk` and `officer`: who called it last; while it waits, the only desk that may.
    `desks_open`: how many served its queue when it was issued. `version` counts its
    events. `printed`: what is known of its slip.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="tickets")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="tickets")
    business_date = models.DateField()
    block = models.CharField(max_length=5, blank=True)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=16)
    service = models.CharField(max_length=20, blank=True)
    step_no = models.PositiveSmallIntegerField(default=1)
    from_ticket = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="later"
    )
    channel = models.CharField(max_length=15)
    priority = models.CharField(max_length=12)
    priority_reason = models.CharField(max_length=20, blank=True)
    joined_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    slot_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    state_at = models.DateTimeField()
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recalls = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    hold_reason = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField(null=True)
    desks_open = models.PositiveSmallIntegerField(default=0)
    printed = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "business_date", "block", "number"],
                name="visits_number_once",
            ),
            models.UniqueConstraint(
                fields=["desk"],
                condition=models.Q(state__in=[State.CALLED.value, State.SERVING.value]),
                name="visits_one_at_a_desk",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "effective_at", "id"],
                condition=models.Q(state=State.WAITING.value),
                name="visits_waiting",
            ),
            models.Index(
                fields=["business_date", "queue", "state"], name="visits_ticket_day"
            ),
        ]


class TicketDependency(models.Model):
    """A step that waits for another step of its visit."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="needs")
    needed = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="needed_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "needed"], name="visits_dependency_once"
            )
        ]


class TicketEvent(models.Model):
    """One thing that happened to a ticket; `seq` is the ticket's version after it.

    `reason` is a code. `numbers`: figures that belong to it, such as how many stood
    ahead.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=12)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField()
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=20, blank=True)
    numbers = models.JSONField(default=dict, blank=True)

    personal = {
        "actor": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="visits_event_once")
        ]
        indexes = [models.Index(fields=["at"], name="visits_event_at")]
