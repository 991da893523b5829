"""The public log: one append-only table of entries."""

from django.db import models
from django.db.models import Func

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.transparency import commitments


class Xid8Field(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id; filled by the database."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class Entry(models.Model):
    """One entry of the log, appended in the transaction of the step itself.

    Nothing in it is personal. All columns are published except `subject` and `link`.
    The facts behind `commitment` can be proved only with the case's key, and not at all
    once that key is destroyed.

    `at` is the claimed time; `xid` and `written_at` are the database's own, whatever
    the statement says. `scheme` 1 is a commitment to the whole entry, 2 one to each
    field (`commitments`). `link` binds the entry's leaf to the subject's leaf before.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    xid = Xid8Field(db_default=Func(function="pg_current_xact_id"))
    type = models.CharField(max_length=40)
    subject = models.UUIDField()
    agency = models.CharField(max_length=10, blank=True)
    service = models.CharField(max_length=20, blank=True)
    rules = models.CharField(max_length=64, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor = models.CharField(max_length=32)
    tag = models.BinaryField(max_length=32)
    commitment = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    scheme = models.PositiveSmallIntegerField(default=commitments.VERSION)
    link = models.BinaryField(max_length=32, default=b"")

    personal = {
        "actor": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
    }

    class Meta:
        indexes = [
            models.Index(fields=["xid"]),
            models.Index(fields=["subject", "id"]),
            models.Index(fields=["-at"]),
            # The public page filters by either, newest first.
            models.Index(fields=["type", "id"], name="transparency_by_type"),
            models.Index(fields=["agency", "id"], name="transparency_by_agency"),
        ]
