"""Service standards for officers: all 14 components, and every version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from balarea.catalogue import queries
from balarea.catalogue.presenters import listing, standard
from balarea.foundation.errors import NotFound
from balarea.people import auth
from balarea.ui.http_methods import require_safe


def _officer_context(request: HttpRequest) -> dict[str, object]:
    officer = auth.require_officer_session(request).scope.officer
    return {"agency_name": officer.agency.short_name, "officer_name": officer.name}


@require_safe
@auth.officer_required
def standards(request: HttpRequest) -> HttpResponse:
    """Every service by agency, one's own agency first and open."""
    edition = queries.edition()
    own = auth.require_officer_session(request).scope.officer.agency.code
    groups = listing.by_agency(queries.services().values(), edition.agencies)
    groups.sort(key=lambda group: group.code != own)
    context = {
        "groups": groups,
        "own": own,
        "lacking": queries.lacking_provider(),
        **_officer_context(request),
    }
    return render(request, "catalogue/standards.html", context)


@require_safe
@auth.officer_required
def standard_page(request: HttpRequest, code: str) -> HttpResponse:
    """One service in full; `?versi=` shows what an older case is pinned to."""
    versions = queries.versions(code)
    wanted = request.GET.get("versi") or queries.identity(code)
    if wanted not in {version.hash for version in versions}:
        raise NotFound
    definition = queries.definition(wanted)
    agency = queries.edition().agencies.get(definition.agency)
    context = {
        "service": standard.service(definition, wanted, queries.services()),
        "versions": versions,
        "shown": next(version for version in versions if version.hash == wanted),
        "agency": agency.name.of(get_language() or "") if agency else definition.agency,
        **_officer_context(request),
    }
    return render(request, "catalogue/standard.html", context)
