"""Published services. A version is the canonical JSON itself, named by its hash."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.foundation import ids


class Service(models.Model):
    """One kind of service, and which version of its definition is in force."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    code = models.CharField(max_length=20, unique=True)
    agency = models.CharField(max_length=10)
    current = models.CharField(max_length=64)
    category = models.CharField(max_length=10)
    is_online = models.BooleanField()
    life_events = ArrayField(models.CharField(max_length=40))
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agency"])]


class ServiceVersion(models.Model):
    """One published definition; added, never edited. `hash` is SHA-256 in hex."""

    hash = models.CharField(max_length=64, primary_key=True)
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="versions"
    )
    version = models.PositiveIntegerField()
    content = models.BinaryField()
    published_at = models.DateTimeField()
