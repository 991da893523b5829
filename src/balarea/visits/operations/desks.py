"""Opening, pausing and closing a desk; who serves where."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet

from balarea.foundation import clock, unit_of_work
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.visits import errors, models
from balarea.visits.operations import announcing
from balarea.visits.queries import places, tickets

END_OF_DAY = "END_OF_DAY"  # why a desk was closed that its officer left open


@operation
def open_session(
    *, desk: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.DeskSession:
    """An officer begins to serve at a desk of an agency for which they may call.

    What was left open on a day before is closed first.

    Raises:
        NotFound: no such desk within reach of their rights.
        errors.DeskTaken: somebody serves there, or they serve elsewhere.
    """
    rows = models.Desk.objects.select_for_update(no_key=True).filter(
        id=desk, is_active=True
    )
    row = rows.filter(agency__in=scope.reach(Action.CALL)).first()
    if row is None:
        raise NotFound
    forgotten = Q(desk=row) | Q(officer=scope.officer)
    _close_before(clock.today(at), forgotten, by, at)
    session = models.DeskSession(
        desk=row, officer=scope.officer, business_date=clock.today(at), opened_at=at
    )
    unit_of_work.add(session)
    _log(row, "DESK_OPENED", by, at)
    try:
        unit_of_work.flush()
    except IntegrityError:
        raise errors.DeskTaken from None
    return session


@operation
def close_session(*, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """The officer stops serving at their desk.

    Raises:
        errors.DeskClosed: they serve at none.
        errors.StillServing: a visitor is there.
    """
    session = _own(scope.officer.id)
    if tickets.at_desk(session.desk_id) is not None:
        raise errors.StillServing
    close(session=session, by=by, at=at)


@operation
def close_before(*, day: dt.date, by: Actor, at: dt.datetime) -> int:
    """Close what was left open on the days before `day`; returns how many desks."""
    return _close_before(day, Q(), by, at)


def _close_before(day: dt.date, which: Q, by: Actor, at: dt.datetime) -> int:
    rows = models.DeskSession.objects.select_for_update(
        no_key=True, of=("self",), skip_locked=True
    )
    over = rows.select_related("desk").filter(
        which, closed_at__isnull=True, business_date__lt=day
    )
    forgotten = list(over)
    for session in forgotten:
        close(session=session, reason=END_OF_DAY, by=by, at=at)
    unit_of_work.flush()
    return len(forgotten)


@operation
def close(
    *, session: models.DeskSession, reason: str = "", by: Actor, at: dt.datetime
) -> None:
    """Close a session, and a pause in it; `reason` is a code."""
    for pause in session.pauses.filter(ended_at__isnull=True):
        pause.ended_at = at
        unit_of_work.change(pause, "ended_at")
    session.closed_at = at
    unit_of_work.change(session, "closed_at")
    _log(session.desk, "DESK_CLOSED", by, at, reason)


@operation
def pause(*, reason: str, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """No visitor is called to the desk until `resume`; twice changes nothing."""
    session = _own(scope.officer.id)
    if session.pauses.filter(ended_at__isnull=True).exists():
        return
    unit_of_work.add(
        models.DeskPause(session=session, desk=session.desk, reason=reason, began_at=at)
    )
    _log(session.desk, "DESK_PAUSED", by, at, reason)


@operation
def resume(*, scope: Scope, by: Actor, at: dt.datetime) -> None:
    """The pause is over."""
    session = _own(scope.officer.id)
    for one in session.pauses.filter(ended_at__isnull=True):
        one.ended_at = at
        unit_of_work.change(one, "ended_at")
        _log(session.desk, "DESK_RESUMED", by, at)


@operation
def lock_session(*, desk: UUID, by: Actor, at: dt.datetime) -> models.DeskSession:
    """The session of the acting officer at a desk, locked: one call at a time there.

    Raises:
        errors.DeskClosed: there is none, or it pauses.
    """
    sessions = _serving(desk, by.id)
    if not sessions:
        raise errors.DeskClosed
    return sessions[0]


@compiled
def _serving(desk: UUID, officer: UUID) -> QuerySet[models.DeskSession]:
    """The open session of an officer at a desk, unless it pauses; locked."""
    pauses = models.DeskPause.objects.filter(
        session=OuterRef("id"), ended_at__isnull=True
    )
    rows = models.DeskSession.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("desk").filter(
        ~Exists(pauses), desk=desk, officer=officer, closed_at__isnull=True
    )


def require_skill(*, desk: models.Desk, queue: models.Queue) -> None:
    """Refuse a queue that the desk doesn't serve; raises `errors.DeskClosed`."""
    if not models.DeskSkill.objects.filter(desk=desk, queue=queue).exists():
        raise errors.DeskClosed


def require_own(ticket: models.Ticket, *, by: Actor, at: dt.datetime) -> models.Desk:
    """The desk of a ticket, which must be the acting officer's.

    Raises:
        errors.DeskClosed: they don't serve there.
    """
    session = places.open_session(by.id)
    if session is None or session.desk_id != ticket.desk_id:
        raise errors.DeskClosed
    return session.desk


def own_desk(*, by: Actor, at: dt.datetime) -> models.Desk:
    """The desk at which the acting officer serves; raises `errors.DeskClosed`."""
    return _own(by.id).desk


def _own(officer: UUID) -> models.DeskSession:
    session = places.open_session(officer)
    if session is None:
        raise errors.DeskClosed
    return session


def _log(
    desk: models.Desk, type: str, by: Actor, at: dt.datetime, reason: str = ""
) -> None:
    transparency.record(
        type=type,
        subject=desk.id,
        by=by,
        at=at,
        agency=desk.agency,
        facts={"desk": desk.code, "reason": reason},
    )
    announcing.desk_changed(desk.id)
