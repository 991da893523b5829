"""Draws of officers: which are due, which wait, and who may be drawn."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from balarea.applications import models
from balarea.applications.draw_rules import ROSTER_DAYS, Cause, Exclusion, weight
from balarea.applications.providers import overseers
from balarea.applications.queries import conflicts, separation
from balarea.applications.rules import CLOSED, FIRST_STATES, QUEUES, STATES, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.people import queries as people
from balarea.people.rules import Action
from balarea.transparency.draw.picking import Candidate
from balarea.transparency.draw.records import RosterList
from balarea.transparency.entries import pseudonyms
from balarea.transparency.publishing import logged_leaves


class LoggedRequest(NamedTuple):
    """The request of a draw as the log has it: its leaf, and the proof as text."""

    leaf: bytes
    log_proof: str


# The steps for which somebody is drawn, in which they come.
DRAWN_FOR = ("VERIFY", "INSPECT", "DECIDE", "COUNTERSIGN", "HAND_OVER")
_CLOSED = tuple(sorted(state.value for state in CLOSED))
_WAITING = tuple(state for one in DRAWN_FOR for state in QUEUES[one])


def is_in_force() -> bool:
    """Whether officers are drawn in this mall: two overseers are set."""
    return bool(overseers.overseers())


def overseer_keys() -> tuple[tuple[str, str], ...]:
    """Both overseers as a roster names them."""
    return tuple((one.name, one.public_key.hex()) for one in overseers.overseers())


def roster_of(agency: str, day: dt.date) -> models.Roster | None:
    """The roster of an agency in force on a day: that of the day, or of one before.

    The day's own is fixed some moments after midnight; one that is older than
    `ROSTER_DAYS` counts no more.
    """
    rows = models.Roster.objects.filter(
        agency=agency, day__lte=day, day__gt=day - ROSTER_DAYS
    )
    return rows.order_by("-day").first()


def is_due(definition: engine.Definition, day: dt.date) -> bool:
    """Whether the officers of what is filed that day for a service are drawn.

    Only where a roster is fixed before: nobody may write it for a case.
    """
    if not engine.is_drawn(definition) or not is_in_force():
        return False
    return roster_of(definition.agency, day) is not None


def unlisted_agencies(day: dt.date) -> list[str]:
    """The agencies with drawn services that have no roster for a day yet."""
    drawn = {
        one.agency for one in catalogue.definitions().values() if engine.is_drawn(one)
    }
    listed = models.Roster.objects.filter(day=day).values_list("agency", flat=True)
    return sorted(drawn - set(listed))


def roster_lists(
    agency: str, at: dt.datetime, today: dt.date
) -> tuple[tuple[RosterList, ...], dict[str, UUID]]:
    """Who can be drawn of an agency; and pseudonym → officer.

    Services with the same officers share a list.
    """
    groups: dict[tuple[str, frozenset[UUID]], list[str]] = {}
    for definition in catalogue.definitions().values():
        if definition.agency != agency or not engine.is_drawn(definition):
            continue
        for action in DRAWN_FOR:
            if action in definition.steps:
                able = _able(action, agency, definition.code, today)
                if able:
                    groups.setdefault((action, frozenset(able)), []).append(
                        definition.code
                    )
    everybody = {officer for _, able in groups for officer in able}
    weights = weights_of(everybody)
    names = {one: pseudonyms.pseudonym(agency, one, at) for one in everybody}
    lists = tuple(
        RosterList(
            action,
            tuple(sorted(services)),
            tuple(sorted(Candidate(names[one], weights[one]) for one in able)),
        )
        for (action, able), services in groups.items()
    )
    return lists, {name: officer for officer, name in names.items()}


def _able(action: str, agency: str, service: str, today: dt.date) -> set[UUID]:
    officers = people.officers_with(
        Action(action), agency=agency, service=service, today=today
    )
    return {one.id for one in officers}


def weights_of(officers: Collection[UUID]) -> dict[UUID, int]:
    """The weight of each, by the cases that lie with them."""
    rows = models.Application.objects.filter(handler__in=officers, state__in=_WAITING)
    counted = rows.values_list("handler").annotate(open_cases=Count("id"))
    open_cases = dict(counted.order_by())
    return {one: weight(open_cases.get(one, 0)) for one in officers}


def exclusions(
    application: models.Application,
    roster: models.Roster,
    today: dt.date,
    *,
    replaced: UUID | None = None,
) -> dict[str, str]:
    """Pseudonym → the code of why an officer of the roster can't be drawn for a case.

    `replaced` was drawn before and can't go on.
    """
    action = str(STATES[State(application.state)].queue)
    able = _able(action, application.agency, application.service, today)
    recorded = {
        row.officer_id: Exclusion.DECLARED if row.is_declared else Exclusion.RECORDED
        for row in models.Exclusion.objects.filter(application=application)
    }
    taken_in = _took_it_in(application)
    earlier = separation.barred(application, Action(action))
    absent = people.absent_on(today)
    names = {UUID(one): name for name, one in roster.officers.items()}
    codes = dict.fromkeys(names.values(), str(Exclusion.NO_RIGHT))  # not in office
    for officer in people.in_office().filter(id__in=names):
        code = recorded.get(officer.id) or conflicts.interest(application, officer)
        if officer.id == replaced:
            code = Exclusion.REPLACED
        elif code is None and officer.id in absent:
            code = Exclusion.AWAY
        elif code is None and officer.id not in able:
            code = Exclusion.NO_RIGHT
        elif code is None and officer.id in earlier:
            code = Exclusion.EARLIER_STEP
        elif code is None and officer.id in taken_in:
            code = Exclusion.EARLIER_CONTACT
        if code is None:
            del codes[names[officer.id]]
        else:
            codes[names[officer.id]] = str(code)
    return codes


def _took_it_in(application: models.Application) -> set[UUID]:
    """The officers who filed it for its citizen at a desk."""
    rows = models.StatusChange.objects.filter(
        application=application, actor_kind="OFFICER", state__in=FIRST_STATES
    )
    return set(rows.values_list("actor", flat=True))


def unrequested() -> QuerySet[models.Application]:
    """Cases whose next officer is to be drawn, and no draw waits; the oldest first."""
    waiting = models.Draw.objects.filter(
        application=OuterRef("id"), result__isnull=True
    )
    rows = models.Application.objects.filter(
        ~Q(state__in=_CLOSED),  # in the words of the partial index
        ~Exists(waiting),
        is_drawn=True,
        handler__isnull=True,
        state__in=_WAITING,
    )
    return rows.order_by("submitted_at", "id")


def waiting() -> list[models.Draw]:
    """The draws without a result, the oldest first."""
    rows = models.Draw.objects.filter(result__isnull=True)
    return list(rows.select_related("roster", "fallback").order_by("at", "id"))


def logged_request(draw: models.Draw) -> LoggedRequest | None:
    """The leaf of a request with its proof; None until it is in a cosigned checkpoint.

    Nobody may learn the random value of a request that could still be taken back.
    """
    proof = logged_leaves.proven(draw.entry)
    return None if proof is None else LoggedRequest(proof.leaf, proof.text)


def last_draw(case: UUID) -> models.Draw | None:
    """The last draw of a case, with its result if there is one."""
    rows = models.Draw.objects.filter(application=case)
    joined = rows.select_related("application", "result", "roster")
    return joined.order_by("-at", "-id").first()


def draws_of(case: UUID) -> list[models.Draw]:
    """Every draw of a case, the first one first."""
    rows = models.Draw.objects.filter(application=case).order_by("at", "id")
    return list(rows.select_related("result__officer", "roster", "fallback"))


def cause_of_redraw(draw: models.Draw, today: dt.date) -> Cause | None:
    """Why the officer who was drawn can't go on; None where they can."""
    officer: UUID = draw.result.officer_id
    rows = models.Exclusion.objects.filter(application=draw.application_id)
    if rows.filter(officer=officer).exists():
        return Cause.EXCLUDED
    case = draw.application
    if officer not in _able(draw.action, case.agency, case.service, today):
        return Cause.LEFT
    return Cause.AWAY if people.absence_of(officer, today) else None


def redraw_cause(application: models.Application, today: dt.date) -> Cause | None:
    """Why whoever works on a drawn case can't go on; None where they can."""
    last = last_draw(application.id)
    if last is None or application.handler_id is None or not hasattr(last, "result"):
        return None
    if application.handler_id != last.result.officer_id:
        return None
    return cause_of_redraw(last, today)


def officers_of(roster: models.Roster) -> Mapping[str, UUID]:
    """Pseudonym → officer."""
    return {name: UUID(one) for name, one in roster.officers.items()}


PUBLISHED_PAGE = 500  # draws of one export


def published(after: UUID | None = None) -> list[models.Draw]:
    """A page of draws, the first one first, those after the draw `after`."""
    rows = models.Draw.objects.order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    joined = rows.select_related("result", "roster", "fallback")
    return list(joined[:PUBLISHED_PAGE])


def newest(limit: int) -> list[models.Draw]:
    """The last draws, the newest first."""
    rows = models.Draw.objects.order_by("-id")
    return list(rows.select_related("result", "roster", "fallback")[:limit])


def published_draw(draw: UUID) -> models.Draw | None:
    """One draw with everything that is published of it."""
    rows = models.Draw.objects.filter(id=draw)
    joined = rows.select_related("result", "roster", "fallback", "previous")
    return joined.select_related("replaced_by").first()


def counts() -> tuple[int, int]:
    """How many officers were drawn, and how many requests wait."""
    drawn = models.DrawResult.objects.count()
    return drawn, models.Draw.objects.filter(result__isnull=True).count()
