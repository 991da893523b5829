"""Papers that were handed out at a desk. Rows are added, never edited."""

from django.db import models
from django.db.models import Q

from balarea.applications.hand_out_rules import Collector, Identity, Mandate, Way
from balarea.applications.models.cases import Application
from balarea.documents.models import IssuedDocument
from balarea.foundation import ids
from balarea.foundation.personal_data import Category, Form, PersonalField, Retention
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class HandOut(models.Model):
    """One paper that somebody collected, or to which a link was mailed.

    `sheet` is the same of all papers that were handed out together: they are signed
    for on one sheet. `details` is JSON with the representative's `name` and the
    `address` of the mail.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    sheet = models.UUIDField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="hand_outs"
    )
    document = models.ForeignKey(
        IssuedDocument, on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(max_length=10, choices=[(o.value, o.value) for o in Way])
    collector = models.CharField(
        max_length=14, choices=[(o.value, o.value) for o in Collector]
    )
    mandate = models.CharField(
        max_length=10, blank=True, choices=[(o.value, o.value) for o in Mandate]
    )
    identity = models.CharField(
        max_length=10, choices=[(o.value, o.value) for o in Identity]
    )
    details = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    personal = {
        "way": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
        "collector": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
        "mandate": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
        "identity": PersonalField(Category.ANSWERS, Form.PLAIN, Retention.RECORD),
    }

    class Meta:
        indexes = [
            models.Index(fields=["application", "-at"]),
            models.Index(fields=["sheet"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="applications_representative_has_mandate",
                condition=Q(collector=Collector.HOLDER.value, mandate="")
                | (
                    Q(collector=Collector.REPRESENTATIVE.value, details__isnull=False)
                    & ~Q(mandate="")
                    & ~Q(identity=Identity.SLIP.value)
                ),
            ),
            models.CheckConstraint(
                name="applications_mailed_to_an_address",
                condition=~Q(way=Way.MAILED.value) | Q(details__isnull=False),
            ),
        ]


class HandOutReversal(models.Model):
    """That a paper was not handed out after all, and why; added, never edited."""

    hand_out = models.OneToOneField(
        HandOut, on_delete=models.PROTECT, primary_key=True, related_name="reversal"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
