"""Searching for cases by name and date of birth, with a reason."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from balarea.applications import forms
from balarea.applications.operations import name_lookup
from balarea.applications.presenters import worklist as presenters
from balarea.applications.rules import LOOKUP_REASONS
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotPermitted
from balarea.people import auth, duplicate_submissions
from balarea.people.rules import CASE_ACTIONS
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.idempotent("it looks up and changes nothing")
@never_cache
@auth.officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form, and what it finds; by POST, to keep names out of addresses."""
    session, at = auth.require_officer_session(request), clock.of(request)
    if not session.scope.actions & CASE_ACTIONS:
        raise NotPermitted
    form = forms.NameSearchForm(request.POST or None, clock.today(at))
    context: dict[str, Any] = {
        "typed": request.POST,
        "faults": {},
        "problems": [],
        "reasons": [(code, gettext(words)) for code, words in LOOKUP_REASONS.items()],
        "most": name_lookup.MOST,
        "agency_name": session.scope.officer.agency.short_name,
        "officer_name": session.scope.officer.name,
    }
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        matches = name_lookup.find_by_name(
            name=typed["name"],
            born_on=typed["born_on"],
            reason=typed["reason"],
            scope=session.scope,
            by=session.actor,
            at=at,
        )
        context |= {
            "rows": _rows(matches, at),
            "has_searched": True,
            "is_too_many": matches.is_too_many,
        }
    elif request.method == "POST":
        problems = [(name, str(texts[0])) for name, texts in form.errors.items()]
        context |= {"problems": problems, "faults": dict(problems)}
    status = 422 if context["problems"] else 200
    page = "applications/officer/name_search.html"
    return render(request, page, context, status=status)


def _rows(matches: name_lookup.NameMatches, at: dt.datetime) -> list[presenters.Row]:
    today, overrides = clock.today(at), calendar.overrides()
    titles = catalogue.titles(get_language() or "")
    return [
        presenters.row(item, titles[item.service], today, overrides, {}, {})
        for item in matches.items
    ]
