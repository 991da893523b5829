"""Actions of officers: each POST is one operation, and a repeated one is done once."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, queries
from balarea.applications.operations import (
    deciding,
    extending,
    handing_over,
    inspecting,
    lapsing,
    returning,
    reviewing,
    serving,
    steps,
    verifying,
)
from balarea.applications.rules import Outcome
from balarea.applications.views.officer import assigning, talking
from balarea.applications.views.officer import case as page
from balarea.foundation import clock, date_parsing, ids
from balarea.foundation.errors import NotFound, Refusal
from balarea.foundation.operation import Actor
from balarea.people import auth, duplicate_submissions, unsent_forms
from balarea.people.queries import Scope
from balarea.ui.http_methods import require_POST

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class StepArguments(TypedDict):
    """What every step of an officer takes, beside what it is about."""

    case: UUID
    scope: Scope
    seen_revision: int
    by: Actor
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Submission:
    """A submitted form of the application page."""

    case: UUID
    form: QueryDict
    session: auth.OfficerSession
    at: dt.datetime

    def step_arguments(self) -> StepArguments:
        """The arguments that all steps share.

        Raises:
            errors.SeenUnknown: the form has no revision.
        """
        return StepArguments(
            case=self.case,
            scope=self.session.scope,
            seen_revision=revision(self.form),
            by=self.session.actor,
            at=self.at,
        )


type Action = Callable[[Submission], None]


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


class MarkArguments(TypedDict):
    """The marks of a form, with typed remarks and chosen reasons by requirement id."""

    marks: dict[str, bool]
    remarks: dict[str, str]
    ready_reasons: dict[str, str]


def _mark_arguments(form: QueryDict) -> MarkArguments:
    """The marks with their remarks.

    Raises:
        errors.RemarkWithoutDefect: one is about a requirement not marked as a defect.
    """
    marks = _marks(form)
    typed, chosen = _by_requirement(form, "text-"), _by_requirement(form, "ready-")
    misplaced = sorted(key for key in typed | chosen if marks.get(key) is not False)
    if misplaced:
        raise errors.RemarkWithoutDefect(requirements=", ".join(misplaced)[:200])
    return MarkArguments(marks=marks, remarks=typed, ready_reasons=chosen)


def _save_marks(submission: Submission) -> None:
    marks = _mark_arguments(submission.form)
    verifying.save_marks(**marks, **submission.step_arguments())


def _accept(submission: Submission) -> None:
    marks = _marks(submission.form)
    verifying.accept(marks=marks, **submission.step_arguments())


def _save_return(submission: Submission) -> None:
    marks = _mark_arguments(submission.form)
    returning.save_return(**marks, **submission.step_arguments())


def _send_return(submission: Submission) -> None:
    arguments = submission.step_arguments()
    answer_by = _day(submission.form.get("answer_by", ""), submission.at)
    returning.send_return(answer_by=answer_by, **arguments)


def _inspect(submission: Submission) -> None:
    form = submission.form
    inspecting.inspect(
        visited_on=_day(form.get("visited_on", ""), submission.at),
        is_met=_yes_or_no(form, "is_met"),
        report=form.get("report", ""),
        **submission.step_arguments(),
    )


def _decide(submission: Submission) -> None:
    form = submission.form
    try:
        outcome = Outcome(form.get("outcome", ""))
    except ValueError:
        raise errors.OutcomeMissing from None
    deciding.decide(
        outcome=outcome,
        reasons=form.get("reasons", ""),
        ready_reason=form.get("ready", ""),
        unmet=[key for key, is_met in _marks(form).items() if not is_met],
        done_on=_act_day(submission),
        **submission.step_arguments(),
    )


def _countersign(submission: Submission) -> None:
    form = submission.form
    deciding.countersign(
        agrees=_yes_or_no(form, "agrees"),
        note=form.get("note", ""),
        **submission.step_arguments(),
    )


def _serve(submission: Submission) -> None:
    serving.serve(
        is_done=_yes_or_no(submission.form, "is_done"),
        reason=submission.form.get("not_served", ""),
        **submission.step_arguments(),
    )


def _hand_over(submission: Submission) -> None:
    handing_over.hand_over(
        number=submission.form.get("number", ""),
        handed_on=day_elsewhere(submission.form.get("handed_on", ""), submission.at),
        **submission.step_arguments(),
    )


def _review(submission: Submission) -> None:
    reviewing.review(
        is_confirmed=_yes_or_no(submission.form, "is_confirmed"),
        reasons=submission.form.get("reasons", ""),
        **submission.step_arguments(),
    )


def _extend(submission: Submission) -> None:
    form = submission.form
    extending.extend(
        reason=form.get("extension_reason", ""),
        ready_reason=form.get("ready_extension", ""),
        **submission.step_arguments(),
    )


def _issue_statement(submission: Submission) -> None:
    lapsing.issue_statement(**submission.step_arguments())


def _send_again(submission: Submission) -> None:
    try:
        message = UUID(submission.form.get("message", ""))
    except ValueError:
        raise NotFound from None
    verifying.send_again(
        case=submission.case,
        message=message,
        scope=submission.session.scope,
        by=submission.session.actor,
        at=submission.at,
    )


ACTIONS: dict[str, tuple[Action, "_StrOrPromise"]] = {
    "keep": (_save_marks, _("Your marks are kept.")),
    "accept": (_accept, _("Accepted as complete. The deadline counts from now.")),
    "return": (_save_return, ""),
    "send_return": (_send_return, _("Returned to the citizen with all its defects.")),
    "inspect": (_inspect, _("The inspection is on record.")),
    "decide": (_decide, _("The decision is on record.")),
    "countersign": (_countersign, _("Your countersignature is on record.")),
    "serve": (_serve, _("What happened at the desk is on record.")),
    "hand_over": (_hand_over, _("The handing over is on record.")),
    "review": (_review, _("Your review is on record.")),
    "extend": (_extend, _("The deadline is extended, and the citizen is told.")),
    "statement": (_issue_statement, _("The statement is issued.")),
    "send_again": (_send_again, _("The message is on its way again.")),
    "take": (assigning.take, _("The case is with you.")),
    "take_over": (assigning.take, _("The case is with you.")),
    "give_back": (assigning.give_back, _("The case is free for others.")),
    "redraw": (assigning.redraw, _("A new draw is under way.")),
    "declare_conflict": (
        assigning.declare_conflict,
        _("You have no part in the case any more. Colleagues go on with it."),
    ),
    "give": (assigning.give, _("The case is with the officer whom you chose.")),
    **talking.ACTIONS,
}
STAYS_ON_PAGE = {
    "extend",
    "keep",
    "review",
    "send_again",
    "take",
    "take_over",
    *talking.ACTIONS,
}
# Refusals that are logged as an attempt against the rules.
ATTEMPTS = errors.ForeignRequirement | errors.NoGround | errors.AsksForFile


def revision(form: QueryDict) -> int:
    """The revision of the application that the page showed.

    Raises:
        errors.SeenUnknown: it is missing or no number.
    """
    return number(form.get("revision", ""))


def number(text: str) -> int:
    """A revision as a form sends it; raises as `revision`."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise errors.SeenUnknown
    return int(text)


def day_elsewhere(text: str, at: dt.datetime) -> dt.date:
    """The day of something at another register, as officers type it."""
    try:
        return _day(text, at)
    except errors.DayUnreadable:
        raise errors.StepDayUnreadable from None


def _act_day(submission: Submission) -> dt.date | None:
    """The day of an act, if one was typed."""
    text = submission.form.get("done_on", "").strip()
    return day_elsewhere(text, submission.at) if text else None


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
    return assigning.after_step(request, name, case)


def take_step(request: HttpRequest, case: UUID, do: Action) -> HttpResponse | None:
    """Take a step once, however often its form is sent; a page if it is refused."""
    session, at = auth.require_officer_session(request), clock.of(request)
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    key = str(form.pop("idempotency_key", [""])[-1]) or str(ids.uuid7())
    submission = Submission(case, form, session, at)
    try:
        steps.run_once(
            case=case,
            key=key,
            body=form.urlencode().encode(),
            step=lambda: do(submission),
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
