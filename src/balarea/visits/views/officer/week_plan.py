"""Next week's desks: a page of one day after the other, and a spreadsheet."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache

from balarea.foundation import clock
from balarea.people import auth
from balarea.ui.http_methods import require_safe
from balarea.visits.presenters import week_plan as presenter
from balarea.visits.queries import past_load, places, week_plan
from balarea.visits.staffing.week import TARGET
from balarea.visits.views.officer.floor import seen

if TYPE_CHECKING:
    from balarea.people.models import Site
    from balarea.visits.queries.week_plan import WeekPlan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@never_cache
@auth.officer_required
def show(request: HttpRequest) -> HttpResponse:
    """The plan of a day of next week, for who manages or oversees agencies."""
    site, plan = _plan(request)
    officer = auth.require_officer_session(request).scope.officer
    day = request.GET.get("hari", "")
    chosen = next((one for one in plan.days if one.date.isoformat() == day), None)
    if chosen is None and plan.days:
        chosen = plan.days[0]
    address = reverse("visits:week_plan")
    context = {
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
        "site": site,
        "plan": plan,
        "day": chosen,
        "days": [
            (
                f"{address}?gedung={site.code}&hari={one.date.isoformat()}",
                date_format(one.date, "l, j F"),
                None,
                one is chosen,
            )
            for one in plan.days
        ],
        "times": presenter.times(chosen) if chosen else [],
        "rows": presenter.rows(plan, chosen) if chosen else [],
        "sharing": presenter.sharing(plan, chosen) if chosen else [],
        "percent": round(100 * TARGET.share),
        "minutes": round(TARGET.minutes),
        "absent": round(100 * plan.absent),
        "weeks": past_load.WEEKS,
    }
    return render(request, "visits/officer/week_plan.html", context)


@require_safe
@never_cache
@auth.officer_required
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """The plan of all days as an Excel workbook."""
    site, plan = _plan(request)
    answer = HttpResponse(presenter.workbook(plan), content_type=XLSX)
    name = f"rencana-{site.code}-{plan.first:%Y-%m-%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _plan(request: HttpRequest) -> "tuple[Site, WeekPlan]":
    session = auth.require_officer_session(request)
    agencies = seen(session.scope)
    site = places.site(request.GET.get("gedung", ""))
    today = clock.today(clock.of(request))
    return site, week_plan.next_week(site, agencies, today)
