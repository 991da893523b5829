"""Answers and acts that took effect, and what their citizens say of them."""

from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.foundation.compiled import compiled


@compiled
def _answers(case: UUID) -> QuerySet[models.Answer]:
    rows = models.Answer.objects.select_related("decision")
    return rows.filter(application=case).order_by("-at", "-decision")


def last_answer(application: models.Application) -> models.Answer | None:
    """The answer that took effect last."""
    return next(iter(_answers(application.id)), None)


@compiled
def _objections(case: UUID) -> QuerySet[models.Reply]:
    rows = models.Reply.objects.select_related("objection__key")
    return rows.filter(application=case, agrees=False).order_by("-at", "-answer")


def last_objection(application: models.Application) -> models.Reply | None:
    """Why it isn't so, as the citizen said last; None if they never did."""
    return next(iter(_objections(application.id)), None)
