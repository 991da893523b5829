from django.db import models

from balarea.foundation import ids
from balarea.foundation.personal_data import Form, Keeps, Personal, Tells


class IdempotencyKey(models.Model):
    """One sent request: the same key and body give the same answer again."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    body_hash = models.BinaryField(max_length=32)
    answer = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    pk = models.CompositePrimaryKey("scope", "key")

    personal = {
        "scope": Personal(Tells.ACTOR, Form.PSEUDONYM, Keeps.WINDOW),
    }

    class Meta:
        indexes = [models.Index(fields=["created_at"])]


class FirstAnswer(models.Model):
    """What a form was answered, for whoever sends the same once more."""

    key = models.BinaryField(max_length=32, primary_key=True)
    answer = models.BinaryField()
    expires_at = models.DateTimeField()

    personal = {
        "answer": Personal(Tells.ACTOR, Form.SEALED, Keeps.WINDOW),
    }

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]


class CalendarOverride(models.Model):
    """A day on which this regency works or rests against the official calendar."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    day = models.DateField(unique=True)
    is_open = models.BooleanField()
    reason = models.CharField(max_length=200)


class RateCounter(models.Model):
    """How often a key was used in a scope since the beginning of its window."""

    scope = models.CharField(max_length=40)
    key = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()

    pk = models.CompositePrimaryKey("scope", "key")

    personal = {
        "key": Personal(Tells.NETWORK, Form.INDEX, Keeps.WINDOW),
    }
