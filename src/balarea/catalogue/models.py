"""Published services. A version is the canonical JSON itself, named by its hash."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from balarea.foundation import ids


class Service(models.Model):
    """One kind of service, and which version of its definition is in force.

    Columns for lists and filters are copied from the definition at publishing.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    code = models.CharField(max_length=20, unique=True)
    agency = models.CharField(max_length=10)
    current = models.CharField(max_length=64)
    category = models.CharField(max_length=10)
    is_online = models.BooleanField()
    way = models.CharField(max_length=10, default="DECIDE")  # or HAND_OVER, DESK
    # RULES: at once, where rules confirm everything; else an officer.
    decides = models.CharField(max_length=10, default="OFFICER")
    life_events = ArrayField(models.CharField(max_length=40))
    fee = models.CharField(max_length=10)  # FREE, FIXED or TARIFF
    is_billed = models.BooleanField(default=True)  # this mall takes the fee, if any
    amount = models.PositiveBigIntegerField(null=True)  # rupiah, where it is fixed
    duration = models.PositiveIntegerField()
    unit = models.CharField(max_length=12)  # WORKING_DAY, HOUR or MINUTE
    title = models.CharField(max_length=300)
    title_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    summary = models.TextField()
    summary_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    published_at = models.DateTimeField()

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


class BundleVersion(models.Model):
    """One published bundle, compiled; added, never edited. `hash` is SHA-256 in hex.

    A bundle is no service: lists and counts of services don't have it.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    subject = models.UUIDField(default=ids.uuid7)  # in the log
    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()  # of this mall, from 1
    content = models.BinaryField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="catalogue_bundle_version_once", fields=["code", "version"]
            )
        ]


class Edition(models.Model):
    """The catalogue as a whole at one moment; added whenever any part changes.

    `content` holds agencies, life events, the vocabulary of the search and which
    definitions are in force; `digest` is its SHA-256 in hex, compared whenever it is
    read. What is shown to the public depends on this and on nothing else that can
    change, so it may be cached by it. `subject` identifies it in the log.
    """

    number = models.BigAutoField(primary_key=True)
    subject = models.UUIDField(default=ids.uuid7)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    published_at = models.DateTimeField()


class SearchEntry(models.Model):
    """The search index of a service: words by weight, and phrases that people use."""

    service = models.OneToOneField(
        Service, on_delete=models.CASCADE, primary_key=True, related_name="search"
    )
    words = SearchVectorField()
    phrases = ArrayField(models.TextField())

    class Meta:
        # Written rarely, read by each query: no pending list
        indexes = [GinIndex(fields=["words"], fastupdate=False)]


class SearchWord(models.Model):
    """A word of the catalogue, which is correctly spelled.

    Misspelled words are compared with terms: words of names and phrases.
    """

    word = models.CharField(max_length=60, primary_key=True)
    is_term = models.BooleanField()
