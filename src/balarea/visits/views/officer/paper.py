"""Numbers of a printed pad, entered once the mall works again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import Action
from balarea.ui.http_methods import require_http_methods
from balarea.visits.operations import paper
from balarea.visits.operations.paper import Written
from balarea.visits.paper_forms import PaperForm
from balarea.visits.presenters import paper as presenter
from balarea.visits.queries import places
from balarea.visits.rules import PriorityClass


@duplicate_submissions.once
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """One number of the pad after the other, with the times that were written down."""
    session = auth.require_officer_session(request)
    session.scope.require(Action.CALL)
    form = _form(request)
    if request.method != "POST":
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    typed = form.cleaned_data
    joined_at = form.moment("taken")
    if joined_at is None:
        raise NotFound
    written = Written(
        typed["number"],
        joined_at,
        PriorityClass(typed["priority"]),
        form.moment("called"),
        form.moment("finished"),
    )
    try:
        ticket = paper.enter(
            queue=places.queue(UUID(typed["queue"])),
            written=written,
            scope=session.scope,
            by=session.actor,
            at=clock.of(request),
        )
    except Refusal as refusal:
        return _show(request, form, refusal=refusal, status=refusal.status)
    entered = {"dicatat": ticket.label, "antrean": typed["queue"]}
    return redirect(f"{reverse('visits:paper')}?{urlencode(entered)}")


def _form(request: HttpRequest) -> PaperForm:
    scope = auth.require_officer_session(request).scope
    today = clock.today(clock.of(request))
    return PaperForm(
        request.POST or None,
        queues=presenter.queues(scope.reach(Action.CALL)),
        priorities=presenter.PRIORITIES,
        today=today,
        initial={
            "day": f"{today:%d-%m-%Y}",
            "queue": request.GET.get("antrean", ""),
            "priority": PriorityClass.REGULAR.value,
        },
    )


def _show(
    request: HttpRequest,
    form: PaperForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    officer = auth.require_officer_session(request).scope.officer
    context = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "form": form,
        "form_errors": [(name, texts[0]) for name, texts in form.errors.items()],
        "refusal": refusal,
        "entered": request.GET.get("dicatat", "")[:16],
    }
    return render(request, "visits/officer/paper.html", context, status=status)
