"""How simple each service is, the worst first; nothing about any person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from balarea.applications import queries
from balarea.applications.presenters import simplicity as presenters
from balarea.applications.queries import filing_durations
from balarea.catalogue import queries as catalogue
from balarea.people import auth
from balarea.ui.http_methods import require_safe

ALL = "semua"


@require_safe
@never_cache
@auth.officer_required
def simplicity(request: HttpRequest) -> HttpResponse:
    """The services of the officer's agency, or with `?instansi=semua` of all."""
    officer = auth.require_officer_session(request).scope.officer
    is_all = request.GET.get("instansi") == ALL
    order = request.GET.get("urut", "")
    if order not in presenters.ORDERS:
        order = presenters.WORST
    definitions = [
        one
        for one in catalogue.definitions().values()
        if is_all or one.agency == officer.agency.code
    ]
    rows = presenters.rows(
        definitions,
        catalogue.titles(get_language() or ""),
        queries.filing_times([one.code for one in definitions]),
        order,
    )
    context = {
        "rows": rows,
        "columns": presenters.columns(order),
        "whose": ALL if is_all else "",
        "tabs": [
            (f"?urut={order}", officer.agency.short_name, None, not is_all),
            (f"?urut={order}&instansi={ALL}", _("All agencies"), None, is_all),
        ],
        "least": filing_durations.LEAST,
        "measured": filing_durations.MEASURED,
        "agency_name": officer.agency.short_name,
        "officer_name": officer.name,
    }
    return render(request, "applications/officer/simplicity.html", context)
