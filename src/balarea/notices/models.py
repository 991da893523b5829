"""Messages to citizens. Whom they go to and what is secret in them lie sealed."""

from django.db import models
from django.db.models import Q

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.notices.rules import Channel, State, Step
from balarea.vault.models import Sealed


class Message(models.Model):
    """One message about one step of a case. Its text is made when it is sent.

    `params` hold nothing personal; `secrets` is a sealed JSON object that joins them
    only while the text is made. `recipient` seals the address.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    channel = models.CharField(
        max_length=5, choices=[(c.value, c.value) for c in Channel]
    )
    kind = models.CharField(max_length=12)  # one of `kinds.KINDS`
    language = models.CharField(max_length=5)
    recipient = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    # A hash of its recipient and its secrets; see `binding`. Empty in messages from
    # before November 2026.
    bound = models.BinaryField(max_length=32, null=True)
    masked = models.CharField(max_length=120)
    params = models.JSONField()
    secrets = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agency = models.CharField(max_length=10, blank=True)
    service = models.CharField(max_length=20, blank=True)
    state = models.CharField(
        max_length=6, choices=[(s.value, s.value) for s in State], default=State.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    at = models.DateTimeField()

    personal = {
        "masked": PersonalField(Category.CONTACT, Form.MASKED, Retention.RECORD),
        "language": PersonalField(Category.LANGUAGE, Form.PLAIN, Retention.RECORD),
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "-id"]),
            models.Index(
                name="notices_message_failed",
                fields=["agency", "-id"],
                condition=Q(state=State.FAILED),
            ),
            models.Index(
                name="notices_message_waiting",
                fields=["next_at"],
                condition=Q(state=State.QUEUED),
            ),
        ]


class Delivery(models.Model):
    """A dated step of a message; `fault` is a class name, never a carrier's text."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="deliveries"
    )
    step = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Step])
    provider = models.CharField(max_length=20, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()


class Shown(models.Model):
    """A letter of the demo carrier, sealed as everything personal is."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    index = models.BinaryField(max_length=32)
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal = {
        "index": PersonalField(Category.CONTACT, Form.INDEX, Retention.WINDOW),
    }

    class Meta:
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["index", "-at"])]
