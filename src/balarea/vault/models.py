"""Keys of cases, encrypted texts and files, and every access to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention


class CaseKey(models.Model):
    """The wrapped key of one case; once `wrapped` is null its data is unreadable."""

    case = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField(max_length=128, null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vault_casekey_wrapped_until_destroyed",
                condition=models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped__isnull=False, destroyed_at__isnull=True),
            )
        ]


class Sealed(models.Model):
    """One encrypted text, in the row, or file, on disk.

    `digest` is the SHA-256 of the encrypted bytes; null for those of before it.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    key = models.ForeignKey(CaseKey, on_delete=models.PROTECT, related_name="things")
    name = models.CharField(max_length=60)
    content = models.BinaryField(null=True)
    is_file = models.BooleanField(default=False)
    size = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32, null=True)
    sealed_at = models.DateTimeField()

    personal = {
        "content": PersonalField(Category.ANSWERS, Form.SEALED, Retention.CASE),
        "digest": PersonalField(Category.ANSWERS, Form.HASH, Retention.CASE),
    }


class Access(models.Model):
    """One access: recorded before data is decrypted, and shown to the citizen."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    names = ArrayField(models.CharField(max_length=60))
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField()
    office = models.CharField(max_length=200, blank=True)
    office_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    purpose = models.CharField(max_length=40)
    at = models.DateTimeField()
    # The entry of the public log; None for those that have none of their own.
    entry = models.UUIDField(null=True)
    # Until when the person doesn't see it, because a law orders so; None: at once.
    revealed_on = models.DateField(null=True)

    personal = {
        "actor": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
        "office": PersonalField(Category.OFFICE, Form.PLAIN, Retention.RECORD),
        "office_translations": PersonalField(
            Category.OFFICE, Form.PLAIN, Retention.RECORD
        ),
    }

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at"]),
            models.Index(fields=["actor", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="vault_access_covert_until_a_day",
                condition=models.Q(purpose="COVERT", revealed_on__isnull=False)
                | (~models.Q(purpose="COVERT") & models.Q(revealed_on__isnull=True)),
            )
        ]
