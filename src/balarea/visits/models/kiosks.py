"""Kiosks: machines that give numbers, also while the mall's server is away."""

from django.db import models

from balarea.foundation import ids
from balarea.people.models import Site
from balarea.visits.models.places import Queue
from balarea.visits.models.tickets import Ticket


class Kiosk(models.Model):
    """A kiosk; `public_key` (Ed25519) is how its program proves who it is."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="kiosks")
    code = models.CharField(max_length=5)  # K1: part of the numbers it gives alone
    name = models.CharField(max_length=60)
    public_key = models.BinaryField(max_length=32, null=True)
    is_active = models.BooleanField(default=True)
    printer = models.CharField(max_length=10, blank=True)  # OK, NO_PAPER, AWAY, …
    printer_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "code"], name="visits_kiosk_code_once"
            )
        ]


class KioskContact(models.Model):
    """When a kiosk was last heard from; apart from it, because it says no more."""

    kiosk = models.OneToOneField(
        Kiosk, on_delete=models.PROTECT, primary_key=True, related_name="contact"
    )
    at = models.DateTimeField()


class NumberLease(models.Model):
    """Numbers that a kiosk alone may give on a day, in its own block."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    kiosk = models.ForeignKey(Kiosk, on_delete=models.PROTECT, related_name="leases")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="leases")
    business_date = models.DateField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    leased_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kiosk", "queue", "business_date", "first"],
                name="visits_lease_once",
            ),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")),
                name="visits_lease_not_empty",
            ),
        ]


class PrintJob(models.Model):
    """One printing of a ticket; `copy_no` 0 is the first, later ones are copies."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="print_jobs"
    )
    kiosk = models.ForeignKey(
        Kiosk, on_delete=models.PROTECT, null=True, related_name="+"
    )
    copy_no = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10)  # QUEUED, SENT, PRINTED, FAILED, UNKNOWN
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "copy_no"], name="visits_print_once"
            )
        ]
