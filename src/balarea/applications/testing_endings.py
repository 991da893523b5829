"""The last steps of applications that end in no document, for tests and the demo."""

import datetime as dt
from uuid import UUID

from balarea.applications import models
from balarea.applications.operations import answering, handing_over, serving
from balarea.applications.rules import Outcome, State
from balarea.foundation import clock
from balarea.foundation.operation import Actor
from balarea.people import testing as people_testing
from balarea.people.rules import Action

OUTCOME = "Instansi yang memutuskan sudah menyetujui permohonan ini."
OBJECTION = "Lampunya masih mati ketika saya lewat tadi malam."


def reply(
    application: models.Application,
    target: State,
    owners: frozenset[UUID],
    by: Actor,
    at: dt.datetime,
) -> None:
    """The citizen confirms the answer, unless it is to be disputed."""
    agrees = target == State.CONFIRMED
    answering.reply(
        case=application.id,
        owners=owners,
        agrees=agrees,
        text="" if agrees else OBJECTION,
        by=by,
        at=at,
    )


def serve(application: models.Application, target: State, at: dt.datetime) -> None:
    """Somebody comes to the desk with the file."""
    scope, by = people_testing.officer_for(
        Action.SERVE, application.service, application.agency
    )
    is_done = target == State.SERVED
    serving.serve(
        case=application.id,
        is_done=is_done,
        reason="" if is_done else "DOCUMENT_MISSING",
        scope=scope,
        by=by,
        at=at,
    )


def hand_over(application: models.Application, at: dt.datetime) -> None:
    """Hand over to the other register, or record that it granted."""
    scope, by = people_testing.officer_for(
        Action.HAND_OVER, application.service, application.agency
    )
    if application.state == State.TO_HAND_OVER:
        handing_over.hand_over(
            case=application.id,
            number=f"{application.agency}-{application.reference}-1",
            handed_on=clock.today(at),
            scope=scope,
            by=by,
            at=at,
        )
        return
    handing_over.record_outcome(
        case=application.id,
        outcome=Outcome.GRANTED,
        decided_on=clock.today(at),
        text=OUTCOME,
        scope=scope,
        by=by,
        at=at,
    )
