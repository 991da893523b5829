"""Am I entitled? Answers are compared and forgotten: nothing is stored or logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balarea.catalogue import definition as engine
from balarea.catalogue import queries
from balarea.catalogue.presenters import (
    desks,
    eligibility,
    opening_hours,
    standard,
)
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people import duplicate_submissions
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.idempotent("it computes and changes nothing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The questions, and below them what the answers come to."""
    identity = queries.identity(code)
    definition = queries.definition(identity)
    if not definition.eligibility:
        raise NotFound
    language = get_language() or ""
    raw = dict(request.POST.lists())
    services = queries.services()
    context = {
        "service": standard.service(definition, identity, services),
        "desk": desks.of(definition.agency),
        "questions": eligibility.eligibility_questions(definition, raw, language),
        "deciding": eligibility.deciding_questions(definition, raw, language),
    }
    if request.method == "POST":
        context["result"] = eligibility.result(
            definition,
            raw,
            services,
            language=language,
            today=clock.today(clock.of(request)),
        )
    if "teks" in raw:
        return _as_text(request, context)
    if "kalender" in raw:
        return _as_calendar(request, definition, context)
    return render(request, "catalogue/check.html", context)


def _as_text(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """The list as a text to save or share; it holds none of the answers."""
    response = render(
        request,
        "catalogue/check.txt",
        context,
        content_type="text/plain; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="dokumen.txt"'
    return response


def _as_calendar(
    request: HttpRequest, definition: engine.Definition, context: dict[str, object]
) -> HttpResponse:
    """The office's next opening hours, with the list; it holds none of the answers."""
    edition = queries.edition()
    agency = edition.agencies.get(definition.agency)
    if agency is None:
        raise NotFound
    now = timezone.localtime(clock.of(request))
    desk = desks.desk(agency, definition.agency)
    content = opening_hours.calendar(
        opening_hours.spans(agency, now, edition.calendar),
        uid=f"{definition.code}@{request.get_host()}",
        title=_("%(office)s is open") % {"office": agency.short_name},
        description=render_to_string("catalogue/check.txt", context),
        location=f"{desk.name}, {desk.location}, {desk.address}",
        now=now,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="jam-buka.ics"'
    return response
