"""Recording when a citizen came to know a decision: by opening it, or at a desk."""

import datetime as dt

from balarea.applications import models
from balarea.applications.hand_out_rules import Collector, Way
from balarea.applications.operations import steps
from balarea.applications.queries import talk
from balarea.applications.talk_rules import NoticeWay
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation


@operation
def note_opened(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> models.TakenNotice | None:
    """Record that its citizen, or a representative, opened a decision in force.

    The first time counts. None where nothing is decided.
    """
    decision = talk.decision_in_force(application)
    if decision is None:
        return None
    earlier = talk.taken_notice(decision)
    if earlier is not None:
        return earlier
    rows = models.Application.objects.filter(id=application.id)
    rows.select_for_update(of=("self",)).get()  # two tabs open it at once
    earlier = talk.taken_notice(decision)
    if earlier is not None:
        return earlier
    mandate = application.mandate if application.mandate_id else None
    row = models.TakenNotice(
        decision=decision,
        application=application,
        way=NoticeWay.OPENED,
        is_by_representative=mandate is not None and mandate.representative_id == by.id,
        at=at,
    )
    return _add(row=row, by=by, at=at)


@operation
def note_handed_out(*, hand_out: models.HandOut, by: Actor, at: dt.datetime) -> None:
    """Record that a decision's document was handed over at a desk.

    A link that was mailed is none: nobody has opened it yet.
    """
    if hand_out.way != Way.PRINTED:
        return
    decision = talk.decision_in_force(hand_out.application)
    if decision is None or talk.taken_notice(decision) is not None:
        return
    row = models.TakenNotice(
        decision=decision,
        application=hand_out.application,
        way=NoticeWay.HANDED,
        hand_out=hand_out,
        is_by_representative=hand_out.collector == Collector.REPRESENTATIVE,
        at=at,
    )
    _add(row=row, by=by, at=at)


@operation
def _add(*, row: models.TakenNotice, by: Actor, at: dt.datetime) -> models.TakenNotice:
    unit_of_work.add(row)
    facts = {"way": str(row.way)}
    if row.is_by_representative:
        facts["by"] = "REPRESENTATIVE"
    steps.log_entry(
        application=row.application, type="NOTICE_TAKEN", facts=facts, by=by, at=at
    )
    return row
