"""Questions between citizen and office, officers' notes, and taken notice."""

from django.db import models
from django.db.models import Q

from balarea.applications.models.cases import Application
from balarea.applications.models.decisions import Decision
from balarea.applications.models.hand_outs import HandOut
from balarea.applications.talk_rules import Ending, NoticeWay, Side
from balarea.foundation import ids
from balarea.people.models import Officer
from balarea.vault.models import Sealed

_UNANSWERED = Q(ended_at__isnull=True)


class CaseQuestion(models.Model):
    """What one side asks the other in a case, and the answer.

    `author` and `ended_by` are officers; empty where the citizen did it themselves. On
    the citizen's side an officer wrote for them at a desk. It changes until it has
    ended, and never after. `service` is that of the application, so that the list of
    open questions needs no join.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="questions"
    )
    service = models.CharField(max_length=20)
    side = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Side]
    )
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    ending = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Ending],
        blank=True,
        default="",
    )
    answer = models.ForeignKey(
        Sealed, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "id"],
                condition=_UNANSWERED & Q(side=Side.CITIZEN.value),
                name="applications_unanswered",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="applications_one_open_question",
                fields=["application", "side"],
                condition=_UNANSWERED,
            ),
            models.CheckConstraint(
                name="applications_question_ending",
                condition=Q(
                    ending="", ended_at__isnull=True, answer__isnull=True, ended_by=None
                )
                | Q(
                    ending=Ending.ANSWERED.value,
                    ended_at__isnull=False,
                    answer__isnull=False,
                )
                | Q(
                    ending=Ending.CLOSED.value,
                    ended_at__isnull=False,
                    answer__isnull=True,
                ),
            ),
        ]


class CaseNote(models.Model):
    """What officers of a case write to each other; added, never edited.

    `corrects` is the note that this one puts right.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="notes"
    )
    text = models.ForeignKey(Sealed, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+"
    )
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["application", "at"], name="applications_notes")
        ]


class TakenNotice(models.Model):
    """When a citizen came to know a decision, for the first time; never edited.

    A row that rests on a hand-out which was undone does not count; see
    `queries.taken_notice`. `is_by_representative`: somebody else acted for them.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="notices"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="+"
    )
    way = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in NoticeWay]
    )
    hand_out = models.OneToOneField(
        HandOut, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_by_representative = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="applications_opened_once",
                fields=["decision"],
                condition=Q(way=NoticeWay.OPENED.value),
            ),
            models.CheckConstraint(
                name="applications_handed_by_a_hand_out",
                condition=Q(way=NoticeWay.OPENED.value, hand_out__isnull=True)
                | Q(way=NoticeWay.HANDED.value, hand_out__isnull=False),
            ),
        ]
