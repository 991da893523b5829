"""Appointments: slots of a queue with a capacity that can't be exceeded."""

from django.db import models

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.visits.models.places import Queue
from balarea.visits.models.tickets import Ticket, Visit


class Slot(models.Model):
    """A time at which so many visitors of a queue can come."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="slots")
    business_date = models.DateField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    capacity = models.PositiveSmallIntegerField()
    booked = models.PositiveSmallIntegerField(default=0)
    reserved = models.PositiveSmallIntegerField(default=0)
    is_closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "starts_at"], name="visits_slot_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    capacity__gte=models.F("booked") + models.F("reserved")
                ),
                name="visits_slot_not_overbooked",
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "business_date"], name="visits_slot_day")
        ]


class Booking(models.Model):
    """A visitor's place in a slot.

    `code_index`: keyed hash of the code that they say or show, which is made from the
    booking's id by a key outside the database.
    """

    class State(models.TextChoices):
        RESERVED = "RESERVED"
        BOOKED = "BOOKED"
        ARRIVED = "ARRIVED"
        NO_SHOW = "NO_SHOW"
        CANCELLED = "CANCELLED"
        EXPIRED = "EXPIRED"
        MOVED = "MOVED"

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="bookings")
    ticket = models.OneToOneField(
        Ticket, on_delete=models.PROTECT, null=True, related_name="booking"
    )
    service = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State)
    code_index = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    reserved_until = models.DateTimeField(null=True)
    moved_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="moved_from"
    )
    reason = models.CharField(max_length=20, blank=True)

    personal = {
        "code_index": PersonalField(Category.CONTACT, Form.INDEX, Retention.CASE),
    }
