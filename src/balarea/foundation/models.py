"""Idempotency keys, responses to repeated forms, local working days, rate counters."""

from django.db import models

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention


class IdempotencyKey(models.Model):
    """A request that was carried out; the same key and body get the same answer."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    body_hash = models.BinaryField(max_length=32)
    answer = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    pk = models.CompositePrimaryKey("scope", "key")

    personal = {
        "scope": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.WINDOW),
    }

    class Meta:
        indexes = [models.Index(fields=["created_at"])]


class FirstAnswer(models.Model):
    """The answer to a form, encrypted, for when the same form is sent again."""

    key = models.BinaryField(max_length=32, primary_key=True)
    answer = models.BinaryField()
    expires_at = models.DateTimeField()

    personal = {
        "answer": PersonalField(Category.ACTOR, Form.SEALED, Retention.WINDOW),
    }

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]


class CalendarOverride(models.Model):
    """A day on which this regency deviates from the official calendar."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    day = models.DateField(unique=True)
    is_open = models.BooleanField()
    reason = models.CharField(max_length=200)


class RateCounter(models.Model):
    """How often a key was used in a scope since its window began."""

    scope = models.CharField(max_length=40)
    key = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    pk = models.CompositePrimaryKey("scope", "key")

    personal = {
        "key": PersonalField(Category.NETWORK, Form.INDEX, Retention.WINDOW),
    }
