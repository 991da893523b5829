"""Taking cases, giving them back or to a colleague, and the load of each officer."""

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, permissions, queries
from balarea.applications.operations import assigning, conflicts, verifying
from balarea.applications.operations import drawing as drawing_operations
from balarea.applications.presenters import assignments as presenters
from balarea.applications.presenters import worklist_filters as filters
from balarea.applications.queries import drawing, separation, unstaffed
from balarea.applications.queries.worklists import services_of
from balarea.applications.rules import QUEUES, Share, State
from balarea.applications.views.officer import worklist_filters
from balarea.applications.worklist_rules import WorklistFilter
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people import queries as people
from balarea.people.presenters import position_name
from balarea.people.queries import Scope, managers
from balarea.people.rules import Action
from balarea.ui.http_methods import require_POST, require_safe

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.applications.views.officer.acting import Submission
    from balarea.people.models import Absence

# The step that an action takes, so that the next case is one that waits for the same.
STEPS = {
    "accept": Action.VERIFY,
    "send_return": Action.VERIFY,
    "inspect": Action.INSPECT,
    "decide": Action.DECIDE,
    "countersign": Action.COUNTERSIGN,
    "hand_over": Action.HAND_OVER,
    "serve": Action.SERVE,
}
# Other lists whose next entry is opened after a step, by the names of their addresses.
LISTS = frozenset({"advices", "objections", "handed_over"})
# By which a case leaves the officer without a step: the next is of the same list.
PASSED_ON = frozenset({"give", "give_back", "redraw", "declare_conflict"})


def take(submission: "Submission") -> None:
    assigning.take(
        reason=submission.form.get("taking_reason", ""),
        ready_reason=submission.form.get("ready_taking", ""),
        **submission.step_arguments(),
    )


def give_back(submission: "Submission") -> None:
    assigning.give_back(**submission.step_arguments())


def give(submission: "Submission") -> None:
    assigning.give(
        officer=officer_id(submission.form.get("colleague", "")),
        reason=submission.form.get("giving_reason", ""),
        ready_reason=submission.form.get("ready_giving", ""),
        **submission.step_arguments(),
    )


def redraw(submission: "Submission") -> None:
    drawing_operations.replace(**submission.step_arguments())


def declare_conflict(submission: "Submission") -> None:
    conflicts.declare(
        ground=submission.form.get("conflict", ""), **submission.step_arguments()
    )


def officer_id(text: str) -> UUID:
    """The chosen officer; one that nobody has where nobody was chosen."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def opened_case(
    session: auth.OfficerSession, case: UUID, at: dt.datetime
) -> verifying.OpenedCase:
    """The opened case; that an officer tried to open one of their own is recorded."""
    scope, by = session.scope, session.actor
    try:
        return verifying.open_case(case=case, scope=scope, by=by, at=at)
    except errors.Excluded:
        conflicts.record_found(case=case, scope=scope, by=by, at=at)
        raise


def step_part(
    session: auth.OfficerSession,
    application: "models.Application",
    *,
    is_typed: bool,
) -> dict[str, object]:
    """The step that this officer may take, and why not where another one bars them.

    What was typed is shown again, also if a colleague has taken the case meanwhile.
    """
    action = permissions.action_on(State(application.state))
    allowed = permissions.can if is_typed else permissions.may_work
    why = kept_out(session, application)
    if action is None or not allowed(session.scope, action, application):
        action = None
    return {"action": action if is_typed or why is None else None, "kept_out": why}


def kept_out(
    session: auth.OfficerSession, application: "models.Application"
) -> Refusal | None:
    """Why an officer with the right may not take the step that waits, if so."""
    action = permissions.action_on(State(application.state))
    if action is None or not permissions.can(session.scope, action, application):
        return None
    officer = session.scope.officer.id
    is_kept_out = separation.keeps_out(application, officer, action)
    return errors.TookAnotherStep() if is_kept_out else None


def handling(
    session: auth.OfficerSession,
    application: "models.Application",
    last: "models.Assignment | None",
    texts: dict[str, Any],
    today: dt.date,
) -> presenters.Handling | None:
    """Who works on a case; None where it waits for no step of an officer."""
    action = permissions.action_on(State(application.state))
    if action is None and last is None:
        return None
    scope = session.scope
    may_assign = action is not None and permissions.can(
        scope, Action.ASSIGN, application
    )
    may_give = may_assign or application.handler_id == scope.officer.id
    if application.is_drawn:
        return _drawn(application, last, scope, today, may_redraw=may_give)
    return presenters.handling(
        last,
        scope.officer,
        reason=texts.get("assignment", ""),
        may_take=action is not None
        and permissions.can(scope, action, application)
        and kept_out(session, application) is None,
        may_assign=may_assign,
        colleagues=queries.possible_handlers(application, today) if may_give else (),
        absence=_absence(application, today),
    )


def _drawn(
    application: "models.Application",
    last: "models.Assignment | None",
    scope: Scope,
    today: dt.date,
    *,
    may_redraw: bool,
) -> presenters.Handling:
    """The same where officers are drawn: nobody takes, gives or passes it on."""
    shown = presenters.handling(
        last,
        scope.officer,
        reason="",
        may_take=False,
        may_assign=False,
        colleagues=(),
        absence=_absence(application, today),
    )
    is_due = drawing.redraw_cause(application, today) is not None
    last_draw = drawing.last_draw(application.id)
    return presenters.as_drawn(shown, draw=last_draw, may_redraw=may_redraw and is_due)


def _absence(application: "models.Application", today: dt.date) -> "Absence | None":
    """Of the officer who works on it, if they are away."""
    if application.handler_id is None:
        return None
    return people.absence_of(application.handler_id, today)


def share_tabs(shown: WorklistFilter) -> list[tuple[str, object, None, bool]]:
    """The parts of a queue as tabs; the rest of the filter stays."""
    return [
        (
            filters.address(dataclasses.replace(shown, share=one)),
            label,
            None,
            one == shown.share,
        )
        for one, (_word, label) in presenters.SHARES.items()
    ]


def next_case(
    session: auth.OfficerSession,
    shown: WorklistFilter,
    at: dt.datetime,
    besides: UUID | None = None,
) -> UUID | None:
    """The next case within a filter: one's own if these are shown, else a free one.

    `besides` is the case that the officer has just left.
    """
    scope, until = session.scope, shown.until(clock.today(at))
    own = [
        item.id
        for item in queries.worklist(
            scope,
            shown.queue,
            share=Share.MINE,
            service=shown.service,
            until=until,
            limit=2,
        )
        if item.id != besides
    ]
    if own and shown.share == Share.MINE:
        return own[0]
    if own and people.absence_of(scope.officer.id, clock.today(at)):
        return own[0]
    free = assigning.take_next(
        queue=Action(shown.queue),
        service=shown.service,
        until=until,
        besides=besides,
        scope=scope,
        by=session.actor,
        at=at,
    )
    return free or next(iter(own), None)


def _filter_after(
    request: HttpRequest, action: str, case: UUID
) -> WorklistFilter | None:
    """Where the next case is looked for: the list shown last, if it fits the step."""
    step = STEPS.get(action)
    if action in PASSED_ON:
        step = permissions.action_on(State(queries.case(case).state))
    if step is None:
        return None
    shown = worklist_filters.remembered(request)
    if shown and shown.queue == step:
        return shown
    scope = auth.require_officer_session(request).scope
    return WorklistFilter(step, queries.share_of(scope))


def after_step(request: HttpRequest, action: str, case: UUID) -> HttpResponse:
    """After a step the next case, if the officer wants that; else the worklist.

    The worklist is filtered as it was shown last.
    """
    session = auth.require_officer_session(request)
    chosen = _filter_after(request, action, case)
    today = clock.today(clock.of(request))
    is_away = people.absence_of(session.scope.officer.id, today) is not None
    if chosen and opens_next(request) and not is_away:
        following = next_case(session, chosen, clock.of(request), besides=case)
        if following is not None:
            return redirect("applications:desk_case", case=following)
        say_none_is_left(request)
    shown = worklist_filters.remembered(request)
    return redirect(filters.address(shown) if shown else "applications:worklist")


def opens_next(request: HttpRequest) -> bool:
    """Whether the officer wants the next entry of a list opened after each step."""
    saved = queries.preference(auth.require_officer_session(request).scope)
    return saved is not None and saved.opens_next


def say_none_is_left(request: HttpRequest) -> None:
    messages.info(request, _("No further case waits for you in this list."))


@duplicate_submissions.once
@require_POST
@never_cache
@auth.officer_required
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent free case of a queue and open it."""
    session, queue = auth.require_officer_session(request), request.POST.get("antrean")
    if queue not in session.scope.actions:
        raise NotFound
    share = queries.share_of(session.scope)
    chosen = worklist_filters.read(request.POST, session.scope, share)
    if chosen is None:
        raise NotFound
    case = next_case(session, chosen, clock.of(request))
    if case is not None:
        return redirect("applications:desk_case", case=case)
    messages.success(request, _("Nothing is free in this queue now."))
    return redirect(filters.address(chosen))


@duplicate_submissions.idempotent("it saves the same choice again")
@require_POST
@never_cache
@auth.officer_required
def save_view(request: HttpRequest) -> HttpResponse:
    """Save how the worklist is shown."""
    session, form = auth.require_officer_session(request), request.POST
    if (name := form.get("daftar", "")) in LISTS:
        return _save_opens_next(request, session, name)
    share = presenters.SHARE_OF_WORD.get(form.get("milik", ""))
    queue = form.get("antrean", "")
    if share is None or queue not in QUEUES:
        raise NotFound
    assigning.save_preference(
        share=share,
        opens_next=form.get("opens_next") == "YES",
        scope=session.scope,
        by=session.actor,
        at=clock.of(request),
    )
    messages.success(request, _("Your worklist opens like this from now on."))
    return redirect(f"{reverse('applications:worklist')}?antrean={queue}")


def _unstaffed(scope: Scope, today: dt.date) -> list[presenters.UnstaffedRow]:
    """What nobody can go on with where this officer hands out the work, or manages."""
    titles, overrides = catalogue.titles(get_language() or ""), calendar.overrides()
    services = set(services_of(scope, Action.ASSIGN))
    if Action.MANAGE in scope.actions:
        codes = managers.managed(scope)
        for agency, own in catalogue.agency_codes().items():
            if codes is None or agency in codes:
                services.update(own)
    return [
        presenters.unstaffed_row(one, titles[one.service], today, overrides)
        for one in unstaffed.unstaffed(services, today)
    ]


def _save_opens_next(
    request: HttpRequest, session: auth.OfficerSession, name: str
) -> HttpResponse:
    """Save whether the next entry is opened after a step; how the list is cut stays."""
    assigning.save_preference(
        share=queries.share_of(session.scope),
        opens_next=request.POST.get("opens_next") == "YES",
        scope=session.scope,
        by=session.actor,
        at=clock.of(request),
    )
    messages.success(request, _("Your worklist opens like this from now on."))
    return redirect(f"applications:{name}")


@require_safe
@never_cache
@auth.officer_required
def loads(request: HttpRequest) -> HttpResponse:
    """What waits for each officer where this one hands out the work.

    A manager sees what nobody can go on with in the agencies that they manage.
    """
    scope = auth.require_officer_session(request).scope
    if not scope.actions & {Action.ASSIGN, Action.MANAGE}:
        raise NotPermitted
    today = clock.today(clock.of(request))
    week_end = today + dt.timedelta(days=6 - today.weekday())
    absent = people.absent_on(today)
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "rows": [
            (load, position_name(load.officer), absent.get(load.officer.id))
            for load in queries.loads(scope, today=today, week_end=week_end)
        ],
        "unstaffed": _unstaffed(scope, today),
        "assigns": Action.ASSIGN in scope.actions,
    }
    return render(request, "applications/officer/loads.html", context)
