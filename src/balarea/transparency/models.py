"""The public log: one append-only table of entries."""

from django.db import models
from django.db.models import Func

from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.transparency.entries import commitments


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


class Leaf(models.Model):
    """At which index of the published log an entry stands, written by the sequencer.

    The leaf's bytes lie in the entry bundles; they are composed again from the entry if
    a bundle is lost, and must then have this hash. `subject` is not published.
    """

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    subject = models.UUIDField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "index"], name="transparency_leaf_subject"),
        ]


class LogState(models.Model):
    """How far the published log has come; one row, which the sequencer alone writes.

    `size`, `root` and `edge` are what was integrated; they are committed before they
    are signed. `size` is the fence between two sequencers: an update names the size
    that it replaces. `cursor_xid` and `cursor_id` say which entry was taken last.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=200)
    # Verifier keys of the signer, one a line.
    keys = models.TextField(blank=True)
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    # Hashes of the complete subtrees on the right edge, the largest first.
    edge = models.BinaryField(default=bytes)
    # PostgreSQL's identifier of the cluster that the transaction ids are of; with
    # `integration.SCANNING` before it until all entries of before were taken.
    cluster = models.CharField(max_length=40, blank=True)
    cursor_xid = models.BigIntegerField(default=0)
    cursor_id = models.UUIDField(null=True)
    published_size = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    # The checkpoint as published: text, signatures, cosignatures.
    note = models.BinaryField(default=bytes)
    # One object for each witness: name, at, delay_ms, size, fault.
    witnesses = models.JSONField(default=list)
    # Why nothing is published at the moment: a code of `sequencer.Fault`, and details.
    fault = models.CharField(max_length=40, blank=True)
    fault_detail = models.CharField(max_length=300, blank=True)
    fault_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="transparency_one_log_state"
            ),
            models.CheckConstraint(
                condition=models.Q(published_size__lte=models.F("size")),
                name="transparency_published_was_integrated",
            ),
        ]


class Publication(models.Model):
    """A checkpoint that was published: one row for each size, never changed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.BinaryField()
    signed_at = models.DateTimeField()
    cosigned_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()


class RowVersion(models.Model):
    """Which transaction wrote which version of a row of a guarded table.

    Written by the trigger `balarea_require_operation`. The row's version is
    PostgreSQL's `xmin`; `previous` is that of the version which this write replaced.
    `kind`: ``I`` inserted, ``U`` updated, ``D`` deleted.
    """

    id = models.BigAutoField(primary_key=True)
    xid = Xid8Field(db_default=Func(function="pg_current_xact_id"))
    relation = models.CharField(max_length=63)
    key = models.CharField(max_length=500)
    kind = models.CharField(max_length=1)
    previous = models.BigIntegerField(null=True)


class StateRoot(models.Model):
    """One root over all rows of the guarded tables, published by its log entry.

    `guards`: SHA-256 of the triggers and functions that enforce the log. `log_size`:
    how many entries the log had. `compared_with`: the root before, with whose list the
    database was compared, if that list was still there; `uncovered`: how many
    differences no entry covers; `findings`: the first of them, as lists of kind, table,
    key, subject and transaction.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    at = models.DateTimeField()
    root = models.BinaryField(max_length=32)
    guards = models.BinaryField(max_length=32)
    tables = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    log_size = models.PositiveBigIntegerField()
    compared_with = models.UUIDField(null=True)
    uncovered = models.PositiveBigIntegerField(default=0)
    findings = models.JSONField(default=list)
