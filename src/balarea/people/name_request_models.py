"""The table of requests for the name of who opened a person's contacts or identity."""

from django.db import models
from django.db.models import F, Q

from balarea.foundation import ids
from balarea.people.name_rules import NAME_REFUSALS, NameEnding
from balarea.vault.models import Sealed


class ContactNameRequest(models.Model):
    """A person's request for the name of the officer of one access, and its answer.

    The same as `applications.NameRequest` for what belongs to no application. `owner`
    is the contact or person whose data was opened, by whose key the name is sealed;
    `agency` that of the officer, whose overseers answer. It changes until it has ended,
    and never after.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    owner = models.UUIDField()
    access = models.UUIDField(unique=True)  # of `vault.Access`
    officer = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(
        "people.Agency", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    ending = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in NameEnding],
        blank=True,
        default="",
    )
    refusal = models.CharField(
        max_length=15,
        choices=[(code, code) for code in NAME_REFUSALS],
        blank=True,
        default="",
    )
    name = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        "people.Officer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "at"],
                condition=Q(ended_at__isnull=True),
                name="people_names_waiting",
            ),
            models.Index(fields=["owner"], name="people_names_of_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                name="people_name_ending",
                condition=Q(
                    ending="",
                    refusal="",
                    ended_at__isnull=True,
                    ended_by__isnull=True,
                    name__isnull=True,
                )
                | Q(
                    ending=NameEnding.GIVEN.value,
                    refusal="",
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    name__isnull=False,
                )
                | (
                    Q(
                        ending=NameEnding.REFUSED.value,
                        ended_at__isnull=False,
                        ended_by__isnull=False,
                        name__isnull=True,
                    )
                    & ~Q(refusal="")
                ),
            ),
            models.CheckConstraint(
                name="people_name_answered_by_another",
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("officer")),
            ),
        ]
