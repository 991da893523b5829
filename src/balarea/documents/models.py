"""Evidence that citizens bring, and documents that agencies give."""

import datetime as dt

from django.db import models
from django.db.models import Q

from balarea.documents.intake.outcome import Kind
from balarea.documents.rules import EndGround, LinkKind, Origin, State
from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.vault.models import Sealed


class Evidence(models.Model):
    """One uploaded file for one requirement of a case. Its name is sealed too.

    `sealed` is the file that is displayed; `sent` is the file as it came, where that is
    stored. `sent_sha256` is set in any case, except in older rows. A row is deleted
    together with its file; the log entry remains.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    requirement = models.CharField(max_length=20)
    # Unique, so that two uploads at once can't exceed the limit of a requirement.
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=[(k.value, k.value) for k in Kind])
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    pages = models.PositiveSmallIntegerField(default=1)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sealed = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    name = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    sent = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_size = models.PositiveIntegerField(default=0)
    sent_sha256 = models.BinaryField(max_length=32, null=True)
    # Of photos that became one PDF: `sent` is the same in full size, written by us.
    is_scanned = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    # Of a copy: the number of the document, or the reference of the application, from
    # which it was made, and when that was issued or uploaded. No foreign key: the copy
    # and its source are erased independently.
    origin = models.CharField(
        max_length=8,
        choices=[(o.value, o.value) for o in Origin],
        default=Origin.UPLOADED,
    )
    origin_number = models.CharField(max_length=80, blank=True, default="")
    first_added_at = models.DateTimeField(null=True)

    personal = {
        "origin_number": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
        "sha256": PersonalField(Category.FILE, Form.HASH, Retention.CASE),
        "sent_sha256": PersonalField(Category.FILE, Form.HASH, Retention.CASE),
    }

    @property
    def has_original(self) -> bool:
        """Whether the file as it came differs from what is displayed, and is stored."""
        if self.kind != Kind.PDF:
            return False
        return self.sent_sha256 is None or self.sent_sha256 != self.sha256

    @property
    def since(self) -> dt.datetime:
        """When the file was first uploaded; a copy is as old as its source."""
        return self.first_added_at or self.added_at

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="documents_evidence_copy_has_origin",
                condition=Q(origin=Origin.UPLOADED, origin_number="")
                | (~Q(origin=Origin.UPLOADED) & ~Q(origin_number="")),
            ),
            models.UniqueConstraint(
                name="documents_evidence_place",
                fields=["case", "requirement", "place"],
            ),
        ]


class ScannedPhoto(models.Model):
    """One photo that a phone sent for a requirement, until it is used or removed.

    `sealed` is the picture as `intake` wrote it anew: without metadata, large enough to
    read small print. Rows are added and deleted, never changed; the order of the photos
    and how they are turned is decided when they are used.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    requirement = models.CharField(max_length=20)
    sealed = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    sent_sha256 = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()

    personal = {
        "sha256": PersonalField(Category.FILE, Form.HASH, Retention.WINDOW),
        "sent_sha256": PersonalField(Category.FILE, Form.HASH, Retention.WINDOW),
    }

    class Meta:
        constraints = [
            # A photo that is sent again after a cut connection is the same one.
            models.UniqueConstraint(
                name="documents_photo_once",
                fields=["case", "requirement", "sent_sha256"],
            ),
        ]
        indexes = [models.Index(fields=["added_at"], name="documents_photo_age")]


class Counter(models.Model):
    """The last number of a service, or of another counter, in a year.

    Its row lock prevents gaps.
    """

    service = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    pk = models.CompositePrimaryKey("service", "year")


class IssuedDocument(models.Model):
    """A document of an agency. Its content is sealed; the columns may be disclosed.

    `holder` is masked. `code` is the unguessable part of its public address.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    number = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField()
    code = models.CharField(max_length=18, unique=True)
    agency = models.CharField(max_length=10)
    agency_name_id = models.CharField(max_length=200)
    agency_name_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    service = models.CharField(max_length=20)
    # The counter of its number, where that is not the service's own.
    counter = models.CharField(max_length=20, blank=True, default="")
    definition = models.CharField(max_length=64)
    title_id = models.CharField(max_length=200)
    title_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    holder = models.CharField(max_length=120)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    paper = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State])
    pdf = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sha256 = models.BinaryField(max_length=32, null=True, unique=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    # When the certificates expire with which it was signed; unknown for old rows.
    signer_until = models.DateTimeField(null=True)

    personal = {
        "holder": PersonalField(Category.NAME, Form.MASKED, Retention.RECORD),
        "sha256": PersonalField(Category.FILE, Form.HASH, Retention.RECORD),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="documents_one_in_force_a_case",
                fields=["case"],
                condition=Q(state=State.ISSUED),
            ),
            # Beside the one in force, while that is being replaced or corrected.
            models.UniqueConstraint(
                name="documents_one_prepared_a_case",
                fields=["case"],
                condition=Q(state=State.PREPARED),
            ),
            models.CheckConstraint(
                name="documents_written_once_issued",
                condition=Q(state=State.PREPARED, pdf__isnull=True, sha256__isnull=True)
                | Q(
                    state__in=[State.ISSUED, State.REVOKED, State.SUPERSEDED],
                    pdf__isnull=False,
                    sha256__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["case"]),
            # What ends soon and can be renewed.
            models.Index(
                fields=["service", "valid_until"],
                condition=Q(state=State.ISSUED, valid_until__isnull=False),
                name="documents_ending",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state=State.PREPARED),
                name="documents_waiting",
            ),
        ]


class Step(models.Model):
    """One change of a document's state: added, never edited. The reason is sealed."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="steps"
    )
    case = models.UUIDField()
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State])
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField()
    office = models.CharField(max_length=200, blank=True)
    office_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text
    reason = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )

    personal = {
        "actor": PersonalField(Category.ACTOR, Form.PSEUDONYM, Retention.RECORD),
        "office": PersonalField(Category.OFFICE, Form.PLAIN, Retention.RECORD),
        "office_translations": PersonalField(
            Category.OFFICE, Form.PLAIN, Retention.RECORD
        ),
    }

    class Meta:
        constraints = [
            # Only a revocation can happen again, once an earlier one was undone.
            models.UniqueConstraint(
                name="documents_each_step_once",
                fields=["document", "state"],
                condition=~Q(state=State.REVOKED),
            )
        ]


class DocumentLink(models.Model):
    """By which later document an earlier one is followed; added, never edited.

    Written when the later one is prepared. From its issue on the earlier one is
    `SUPERSEDED`, unless it was revoked before. `case` is the later one's.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    earlier = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="followed_by"
    )
    later = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, related_name="follows"
    )
    case = models.UUIDField()
    kind = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in LinkKind]
    )
    at = models.DateTimeField()


class _Acted(models.Model):
    """When, by whom and in the name of which office something was done."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField()
    office = models.CharField(max_length=200, blank=True)
    office_translations = models.JSONField(
        default=dict, blank=True
    )  # language code → text

    personal = Step.personal

    class Meta:
        abstract = True


class Suspension(_Acted):
    """A document out of force for a time; added, never edited.

    From `from_on` to `until_on`, both included; without `until_on` until it is ended.
    Whether it runs on a day follows from these and from its end (`rules.is_suspended`),
    so no job has to run for it to be over.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="suspensions"
    )
    case = models.UUIDField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="documents_suspension_ends_after_its_start",
                condition=Q(until_on__isnull=True)
                | Q(until_on__gte=models.F("from_on")),
            )
        ]


class SuspensionEnd(_Acted):
    """That a suspension was ended before its last day; added, never edited."""

    suspension = models.OneToOneField(
        Suspension, on_delete=models.PROTECT, primary_key=True, related_name="end"
    )
    case = models.UUIDField()
    ground = models.CharField(
        max_length=10, choices=[(g.value, g.value) for g in EndGround]
    )
    reason = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")


class Reinstatement(_Acted):
    """That a revocation was undone, so that its document is in force again."""

    revocation = models.OneToOneField(
        Step, on_delete=models.PROTECT, primary_key=True, related_name="reinstatement"
    )
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="reinstatements"
    )
    case = models.UUIDField()
    ground = models.CharField(
        max_length=10, choices=[(g.value, g.value) for g in EndGround]
    )
