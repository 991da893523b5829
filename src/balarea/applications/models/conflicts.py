"""Officers who have no part in a case, because of a conflict of interest."""

from django.db import models

from balarea.applications.models.cases import Application
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed


class Exclusion(models.Model):
    """One officer out of one case for good; added, never edited.

    `ground` is sealed with the case: that somebody is excluded is shown to colleagues,
    why is not.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="exclusions"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    is_declared = models.BooleanField()
    ground = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "officer"],
                name="applications_excluded_once",
            )
        ]
