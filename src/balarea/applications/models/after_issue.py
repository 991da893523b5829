"""What follows once a document is issued: renewal, transfer, correction."""

from django.db import models
from django.db.models import Q

from balarea.applications.models.cases import Application
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Succession(models.Model):
    """That a case continues an earlier one; added, never edited.

    `case` is a draft, and the application that grows from it: once it is granted, its
    document follows the earlier one's in the way of `kind`.
    """

    case = models.UUIDField(primary_key=True)
    earlier = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="successions"
    )
    kind = models.CharField(
        max_length=12,
        choices=[
            (one.value, one.value) for one in (LinkKind.RENEWED, LinkKind.TRANSFERRED)
        ],
    )
    at = models.DateTimeField()


class Correction(models.Model):
    """That something in a document is wrong, as somebody says; added, never edited.

    `field` is the question whose answer the document shows wrongly; empty for
    something else. `text` is sealed under the application's key.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="corrections"
    )
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="+"
    )
    field = models.CharField(max_length=60, blank=True, default="")
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    # Who began it or took it in at a desk; none where the citizen asked online.
    received_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="applications_corrections")]


class CorrectionProposal(models.Model):
    """The values that an officer proposes; the latest counts; added, never edited.

    `values`: question → answer, as JSON, sealed under the application's key.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    correction = models.ForeignKey(
        Correction, on_delete=models.PROTECT, related_name="proposals"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    values = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class CorrectionOutcome(models.Model):
    """What was decided on a correction, once for all; added, never edited.

    Approved: the document was issued anew with the values of `proposal`. Else
    `reasons` say why nothing is corrected.
    """

    correction = models.OneToOneField(
        Correction, on_delete=models.PROTECT, primary_key=True, related_name="outcome"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    proposal = models.OneToOneField(
        CorrectionProposal, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reasons = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="applications_correction_approved_or_reasoned",
                condition=Q(proposal__isnull=False, reasons__isnull=True)
                | Q(proposal__isnull=True, reasons__isnull=False),
            )
        ]


class TransferConsent(models.Model):
    """That the holder of a document agrees to its transfer to whoever has the code.

    Given in their account, or at a desk against a signed statement, whose scan is a
    file of the case `id`. `successor` is the case that was begun with it, once.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="transfer_consents"
    )
    code_hash = models.BinaryField(max_length=32, unique=True)
    received_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    successor = models.UUIDField(null=True, unique=True)
