"""Parts of the context of an officer's page of a case that need no opened text."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from balarea.applications import permissions, queries
from balarea.applications.presenters import (
    days,
    front_desk,
    hand_outs,
    measures,
    objections,
)
from balarea.applications.presenters import officer as presenters
from balarea.applications.queries import front_desk as desk_queries
from balarea.applications.queries import measures as measure_queries
from balarea.applications.rules import AWAITING_PAYMENT
from balarea.applications.views import deadline_context
from balarea.applications.views.officer import after_issue
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock
from balarea.notices import queries as notices
from balarea.payments import queries as payments
from balarea.payments.presenters import bill_card
from balarea.people import auth
from balarea.people.presenters import recorded_office
from balarea.people.rules import Action
from balarea.vault import queries as vault

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.documents.models import IssuedDocument


def desk_part(
    session: auth.OfficerSession,
    application: "models.Application",
    document: "IssuedDocument | None",
) -> dict[str, object]:
    """Who collected the paper, and what a front desk can do with the case."""
    return {
        "handed_out": hand_outs.of_case(application),
        "desk_links": hand_outs.desk_links(
            application,
            may_receive=permissions.can(session.scope, Action.RECEIVE, application),
            is_in_force=document is not None and document.state == "ISSUED",
        ),
    }


def measure_part(
    session: auth.OfficerSession,
    application: "models.Application",
    document: "IssuedDocument | None",
    today: dt.date,
) -> dict[str, object]:
    """Proposals to revoke or suspend its document, and whether one may be made."""
    may_revoke = permissions.can(session.scope, Action.REVOKE, application)
    if document is None or document.state == "PREPARED":
        return {"may_revoke": False}
    rows = measure_queries.measures_of(application)
    is_waiting = any(measure_queries.outcome_of(one) is None for one in rows)
    overrides = calendar.overrides()
    return {
        "may_revoke": may_revoke and document.state == "ISSUED",
        "is_suspended": bool(document_queries.suspended([document.id], today)),
        "measures": [measures.measure_view(one, today, overrides) for one in rows],
        "may_propose": may_revoke and document.state == "ISSUED" and not is_waiting,
    }


def objection_part(
    session: auth.OfficerSession,
    application: "models.Application",
    definition: "engine.Definition",
    at: dt.datetime,
) -> dict[str, object]:
    """Objections, what became of the deadline, and what follows after the issue."""
    name = session.scope.officer.agency.short_name
    rows = queries.objections_of(application)
    course = objections.course(
        application, definition, name, clock.today(at), calendar.overrides(), rows
    )
    is_open = course.offer is not None and not course.offer.is_over
    return {
        **after_issue.part(session, application, at),
        **deadline_context.for_officer(
            application, definition, session.scope, session.actor, at
        ),
        "objections": course,
        "may_take_in_objection": is_open
        and permissions.can(session.scope, Action.RECEIVE, application),
    }


def course_part(application: "models.Application", today: dt.date) -> dict[str, object]:
    """The history: changes of state, accesses, and messages to the citizen."""
    case = application.id
    changes = queries.changes(application)
    return {
        "together": engine.may_decide_together(
            catalogue.definition(application.definition)
        ),
        "changes": [
            (presenters.entered(change.state), change.at, recorded_office(change))
            for change in changes
        ],
        "days": days.days(changes, today, calendar.overrides()),
        "accesses": presenters.accesses_by_office(
            vault.accesses_by_others(case, today=today)
        ),
        "papers_seen": front_desk.papers_seen(
            catalogue.definition(application.definition),
            desk_queries.marks(case),
            get_language() or "id",
        ),
        "messages_sent": [presenters.sent(m) for m in notices.of_case(case)],
    }


def fee_part(application: "models.Application", at: dt.datetime) -> dict[str, object]:
    """The bill that must be paid before the work continues, and since when."""
    if application.state not in AWAITING_PAYMENT:
        return {}
    bill = payments.current_bill(application.id)
    if bill is None:
        return {}
    since = queries.changes(application)[-1].at
    return {"owed": bill_card(bill, at=at), "owed_since": since}
