"""What went to another register: the list of what waits, and recording its outcome."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from balarea.applications import errors, queries
from balarea.applications.operations import handing_over
from balarea.applications.presenters import hand_overs as presenters
from balarea.applications.rules import Outcome
from balarea.applications.views.officer import acting, assigning, waiting_lists
from balarea.documents import uploads
from balarea.documents.intake import Accepted
from balarea.foundation.errors import NotPermitted, Refusal
from balarea.people import auth, duplicate_submissions, unsent_forms
from balarea.people.rules import Action
from balarea.ui.http_methods import require_POST, require_safe


@require_safe
@never_cache
@auth.officer_required
def handed_over(request: HttpRequest) -> HttpResponse:
    """Applications whose outcome another register owes, the longest first."""
    scope = auth.require_officer_session(request).scope
    if Action.HAND_OVER not in scope.actions:
        raise NotPermitted
    template = "applications/officer/handed_over.html"
    return waiting_lists.page(
        request, scope, queries.awaited_outcomes, presenters.awaited, template
    )


def _examined(request: HttpRequest) -> tuple[Accepted | None, str]:
    """The other register's paper, examined and rewritten, and its name."""
    file = request.FILES.get("paper")
    if file is None:
        return None, ""
    return uploads.examine(file.read()), file.name or ""


@duplicate_submissions.idempotent("the key of its form takes the step once")
@require_POST
@never_cache
@auth.officer_required
@auth.shows_input_again
def outcome(request: HttpRequest, case: UUID) -> HttpResponse:
    """Record what the other register decided, with its paper if there is one."""
    if unsent_forms.is_save_request(request):
        return acting.leave(request, case)
    try:
        paper, name = _examined(request)  # takes seconds, so before the transaction
    except Refusal as refusal:
        return acting.shown_again(request, case, refusal)

    def record(submission: acting.Submission) -> None:
        form, at = submission.form, submission.at
        handing_over.record_outcome(
            outcome=_outcome(form),
            decided_on=acting.day_elsewhere(form.get("decided_on", ""), at),
            text=form.get("reasons", ""),
            paper=paper,
            paper_name=name,
            **submission.step_arguments(),
        )

    if (response := acting.take_step(request, case, record)) is not None:
        return response
    unsent_forms.take(request, request.path)  # it is sent now
    messages.success(request, _("The outcome is on record."))
    scope = auth.require_officer_session(request).scope
    if assigning.opens_next(request):
        if left := queries.awaited_outcomes(scope, limit=1):
            return redirect("applications:desk_case", case=left[0].id)
        assigning.say_none_is_left(request)
    return redirect("applications:worklist")


def _outcome(form: QueryDict) -> Outcome:
    try:
        return Outcome(form.get("outcome", ""))
    except ValueError:
        raise errors.OutcomeMissing from None
