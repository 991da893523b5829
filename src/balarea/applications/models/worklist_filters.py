"""Filters of the worklist that officers saved under names of their own."""

from django.db import models
from django.db.models import Q

from balarea.applications.worklist_rules import MAX_NAME
from balarea.foundation import ids
from balarea.people.models import Officer


class SavedFilter(models.Model):
    """One filter of one officer; at most one is that with which the worklist opens.

    The name is of a list, not of a person: the form says so.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="saved_filters"
    )
    name = models.CharField(max_length=MAX_NAME)
    queue = models.CharField(max_length=20)
    share = models.CharField(max_length=6)  # a `rules.Share`
    service = models.CharField(max_length=20, blank=True)
    due_by = models.CharField(max_length=10)  # a `worklist_rules.DueBy`
    is_start = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="applications_one_filter_a_name", fields=["officer", "name"]
            ),
            models.UniqueConstraint(
                name="applications_one_start_filter",
                fields=["officer"],
                condition=Q(is_start=True),
            ),
        ]
