"""Actions of officers: each POST is one operation, and a repeated one is done once."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, queries
from balarea.applications.operations import (
    deciding,
    handing_over,
    returning,
    revoking,
    serving,
    steps,
    verifying,
)
from balarea.applications.rules import Outcome
from balarea.applications.views.officer import case as page
from balarea.foundation import clock, date_parsing, ids
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions, unsent_forms
from balarea.ui.http_methods import require_POST

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

type Action = Callable[[UUID, QueryDict, auth.OfficerSession, dt.datetime], None]


def _marks(form: QueryDict) -> dict[str, bool]:
    return {
        name.removeprefix("mark-"): value == "MET"
        for name, value in form.items()
        if name.startswith("mark-") and value in {"MET", "DEFECT"}
    }


def _by_requirement(form: QueryDict, prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): str(value)
        for name, value in form.items()
        if name.startswith(prefix) and str(value).strip()
    }


def _remarks(form: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """Typed remarks and chosen reasons, each by requirement id.

    Raises:
        errors.RemarkWithoutDefect: one is about a requirement not marked as a defect.
    """
    marks = _marks(form)
    typed, chosen = _by_requirement(form, "text-"), _by_requirement(form, "ready-")
    astray = sorted(key for key in typed | chosen if marks.get(key) is not False)
    if astray:
        raise errors.RemarkWithoutDefect(requirements=", ".join(astray)[:200])
    return typed, chosen


def _keep(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    typed, chosen = _remarks(form)
    verifying.save_marks(
        case=case,
        marks=_marks(form),
        remarks=typed,
        ready_reasons=chosen,
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _accept(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    verifying.accept(
        case=case,
        marks=_marks(form),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _prepare(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    typed, chosen = _remarks(form)
    returning.save_return(
        case=case,
        marks=_marks(form),
        remarks=typed,
        ready_reasons=chosen,
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _send(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    seen_revision = revision(form)
    if seen_revision is None:
        raise errors.ChangedMeanwhile
    returning.send_return(
        case=case,
        answer_by=_day(form.get("answer_by", ""), at),
        scope=session.scope,
        seen_revision=seen_revision,
        by=session.actor,
        at=at,
    )


def _inspect(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    deciding.inspect(
        case=case,
        visited_on=_day(form.get("visited_on", ""), at),
        is_met=_yes_or_no(form, "is_met"),
        report=form.get("report", ""),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _decide(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    try:
        outcome = Outcome(form.get("outcome", ""))
    except ValueError:
        raise errors.OutcomeMissing from None
    deciding.decide(
        case=case,
        outcome=outcome,
        reasons=form.get("reasons", ""),
        ready_reason=form.get("ready", ""),
        unmet=[key for key, is_met in _marks(form).items() if not is_met],
        done_on=_act_day(form, at),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _countersign(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    deciding.countersign(
        case=case,
        agrees=_yes_or_no(form, "agrees"),
        note=form.get("note", ""),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _serve(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    serving.serve(
        case=case,
        is_done=_yes_or_no(form, "is_done"),
        reason=form.get("not_served", ""),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _hand_over(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    handing_over.hand_over(
        case=case,
        number=form.get("number", ""),
        handed_on=day_elsewhere(form.get("handed_on", ""), at),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _revoke(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    revoking.revoke(
        case=case,
        reason=form.get("reason", ""),
        scope=session.scope,
        seen_revision=revision(form),
        by=session.actor,
        at=at,
    )


def _send_again(
    case: UUID, form: QueryDict, session: auth.OfficerSession, at: dt.datetime
) -> None:
    try:
        message = UUID(form.get("message", ""))
    except ValueError:
        raise NotFound from None
    verifying.send_again(
        case=case,
        message=message,
        scope=session.scope,
        by=session.actor,
        at=at,
    )


ACTIONS: dict[str, tuple[Action, "_StrOrPromise"]] = {
    "keep": (_keep, _("Your marks are kept.")),
    "accept": (_accept, _("Accepted as complete. The deadline counts from now.")),
    "return": (_prepare, ""),
    "send_return": (_send, _("Returned to the citizen with all its defects.")),
    "inspect": (_inspect, _("The inspection is on record.")),
    "decide": (_decide, _("The decision is on record.")),
    "countersign": (_countersign, _("Your countersignature is on record.")),
    "serve": (_serve, _("What happened at the desk is on record.")),
    "hand_over": (_hand_over, _("The handing over is on record.")),
    "revoke": (_revoke, _("The document is revoked.")),
    "send_again": (_send_again, _("The message is on its way again.")),
}
STAYS_ON_PAGE = {"keep", "send_again", "revoke"}
# Refusals that are logged as an attempt against the rules.
ATTEMPTS = errors.ForeignRequirement | errors.NoGround


def revision(form: QueryDict) -> int:
    """The revision of the application that the page showed.

    Raises:
        errors.SeenUnknown: it is missing or no number.
    """
    text = form.get("revision", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.SeenUnknown
    return int(text)


def day_elsewhere(text: str, at: dt.datetime) -> dt.date:
    """The day of something at another register, as officers type it."""
    try:
        return _day(text, at)
    except errors.DayUnreadable:
        raise errors.StepDayUnreadable from None


def _act_day(form: QueryDict, at: dt.datetime) -> dt.date | None:
    """The day of an act, if one was typed."""
    text = form.get("done_on", "").strip()
    return day_elsewhere(text, at) if text else None


def _yes_or_no(form: QueryDict, name: str) -> bool:
    """The chosen answer.

    Raises:
        errors.OutcomeMissing: nothing was chosen.
    """
    if (chosen := form.get(name, "")) not in {"YES", "NO"}:
        raise errors.OutcomeMissing
    return chosen == "YES"


def _day(text: str, at: dt.datetime) -> dt.date:
    """A day as officers type it: 24-11-2026."""
    try:
        return date_parsing.parse(text, clock.today(at))
    except date_parsing.NotADate:
        raise errors.DayUnreadable from None


def leave(request: HttpRequest, case: UUID) -> HttpResponse:
    """Save the page's input for its next opening; changes and logs nothing."""
    session = auth.require_officer_session(request)
    if queries.case_in_reach(case, session.scope) is None:
        raise NotFound
    unsent_forms.save(request)
    return HttpResponse(status=204)


@duplicate_submissions.idempotent("the key of its form takes a step once")
@require_POST
@never_cache
@auth.officer_required
@auth.shows_input_again
def act(request: HttpRequest, case: UUID) -> HttpResponse:
    """Do one action; a refusal shows the page again with what was typed."""
    if unsent_forms.is_save_request(request):
        return leave(request, case)
    name = request.POST.get("action", "")
    if name not in ACTIONS:
        raise NotFound
    do, message = ACTIONS[name]
    response = take_step(request, case, do)
    if response is not None:
        return response
    if name != "send_again":
        unsent_forms.take(request, request.path)  # it is sent now
    if name == "return":
        return redirect("applications:desk_return", case=case)
    messages.success(request, message)
    if name in STAYS_ON_PAGE:
        return redirect("applications:desk_case", case=case)
    return redirect("applications:worklist")


def take_step(request: HttpRequest, case: UUID, do: Action) -> HttpResponse | None:
    """Take a step once, however often its form is sent; a page if it is refused."""
    session, at = auth.require_officer_session(request), clock.of(request)
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    key = str(form.pop("idempotency_key", [""])[-1]) or str(ids.uuid7())
    try:
        steps.run_once(
            case=case,
            key=key,
            body=form.urlencode().encode(),
            step=lambda: do(case, form, session, at),
            by=session.actor,
            at=at,
        )
    except Refusal as refusal:
        if isinstance(refusal, ATTEMPTS):
            verifying.log_attempt(
                case=case,
                code=refusal.code,
                scope=session.scope,
                by=session.actor,
                at=at,
            )
        return shown_again(request, case, refusal)
    return None


def shown_again(request: HttpRequest, case: UUID, refusal: Refusal) -> HttpResponse:
    """The case's page with a refusal and what was typed."""
    if isinstance(refusal, NotFound):
        raise refusal
    internal = {"csrfmiddlewaretoken", "idempotency_key"}
    typed = {k: str(v) for k, v in request.POST.items() if k not in internal}
    return page.show(request, case, page.Typed(refusal, typed))
