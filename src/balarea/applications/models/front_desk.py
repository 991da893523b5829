"""What the front desk notes of a case: papers seen, and what was told in person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from balarea.applications.models.cases import Application
from balarea.foundation import ids
from balarea.people.models import Officer


class SeenPaper(models.Model):
    """Which papers of a requirement an officer saw; added: the latest counts.

    `case` is that of a draft, later of its application. `marks` are of `PAPER_MARKS`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    case = models.UUIDField()
    requirement = models.CharField(max_length=20)
    marks = ArrayField(models.CharField(max_length=10), default=list)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="applications_papers")]


class ToldInPerson(models.Model):
    """A person without a contact was told how their case stands; never edited.

    `revision` is that of the application at that moment: a later one is news again.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="told"
    )
    revision = models.PositiveIntegerField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["application", "-revision"], name="applications_told")
        ]
