"""The public catalogue. No page depends on who requests it."""

import functools
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from balarea.catalogue import bundle_search, editions, page_cache, queries, search
from balarea.catalogue import definition as engine
from balarea.catalogue.presenters import (
    bundles,
    desks,
    government_service,
    listing,
    openings,
    standard,
    together,
    words,
)
from balarea.foundation import clock, retention
from balarea.foundation.errors import NotFound
from balarea.ui.http_methods import require_safe

PAGE = 20
ALL = ("/layanan/", _("Services"))


@require_safe
@page_cache.cacheable
def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    edition, at = queries.edition(), clock.of(request)
    information = openings.InformationDesk()
    by_code = queries.services()
    wanted = [by_code[code] for code in edition.vocabulary.wanted if code in by_code]
    groups = listing.by_agency(by_code.values(), edition.agencies)
    language = get_language() or ""
    context = {
        "count": len(by_code),
        "agency_count": len(groups),
        "events": [
            (event.code, event.name.of(language), event.description.of(language))
            for event in edition.life_events.values()
        ],
        "wanted": [listing.card(service, edition.agencies) for service in wanted],
        "agencies": sorted(groups, key=lambda group: -len(group.cards))[:6],
        "opening": openings.opening(information, edition, at),
    }
    response = render(request, "catalogue/front.html", context)
    return openings.expire(response, [information], edition, at)


@require_safe
@page_cache.cacheable
def services(request: HttpRequest) -> HttpResponse:
    """Every service: by agency, by life event, or searched and filtered."""
    revision, language = queries.revision(), get_language() or ""  # read once
    edition, by_code = queries.edition_of(revision), queries.services_of(revision)
    filters = listing.Filters.of(request.GET, edition.agencies)
    text = request.GET.get("q", "").strip()
    result = search.search(text, revision=revision) if text else None
    offered = (
        by_code.values()
        if result is None
        else [by_code[c] for c in result.codes if c in by_code]
    )
    rows = [service for service in offered if filters.fits(service)]
    if result is not None and not result.is_good:
        rows = rows[: search.NEAR]
    context: dict[str, Any] = {
        "filters": filters,
        "query": text,
        "total": len(rows),
        "narrow": _drawn_filters(revision, language, filters),
    }
    if not text and not filters.is_any:
        return _all(request, edition, context)
    if result is not None:
        context |= {
            "meant": result.meant,
            "is_good": result.is_good,
            "bundles": _bundles(text, revision, language),
        }
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    context |= {
        "page": page,
        "is_near": result is not None and not result.is_good,
        "cards": [_drawn_card(revision, language, service.code) for service in page],
        "count": 0 if result is not None and not result.is_good else len(rows),
        "events": list(edition.life_events.values()),
    }
    return render(request, "catalogue/found.html", context)


def _bundles(text: str, revision: str, language: str) -> list[bundles.BundleCard]:
    """The bundles for what somebody says of an event, the best first."""
    codes = bundle_search.search(text, revision=revision)
    named = queries.bundles_of(revision) if codes else {}
    return [bundles.card(named[code], language) for code in codes]


def _all(
    request: HttpRequest, edition: editions.Edition, context: dict[str, Any]
) -> HttpResponse:
    rows = queries.services().values()
    is_by_event = request.GET.get("menurut") == "peristiwa"
    context["groups"] = (
        listing.by_life_event(rows, edition.life_events, edition.agencies)
        if is_by_event
        else listing.by_agency(rows, edition.agencies)
    )
    context["tabs"] = [
        (
            "?menurut=instansi",
            gettext("By agency"),
            len(edition.agencies),
            not is_by_event,
        ),
        (
            "?menurut=peristiwa",
            gettext("By life event"),
            len(edition.life_events),
            is_by_event,
        ),
    ]
    return render(request, "catalogue/services.html", context)


# Parts of the results are the same in every search: rendered once an edition.
@functools.lru_cache(maxsize=2000)
def _drawn_card(revision: str, language: str, code: str) -> SafeString:
    edition = queries.edition_of(revision)
    service = queries.services_of(revision)[code]
    return render_to_string(
        "catalogue/_card.html", {"card": listing.card(service, edition.agencies)}
    )


@functools.lru_cache(maxsize=200)
def _drawn_filters(
    revision: str, language: str, filters: listing.Filters
) -> SafeString:
    options = _options(queries.edition_of(revision))
    context = {"filters": filters, "options": options}
    return render_to_string("catalogue/_filters.html", context)


def _options(edition: editions.Edition) -> dict[str, list[tuple[object, ...]]]:
    return {
        "agencies": [
            (agency.code, agency.short_name, None)
            for agency in edition.agencies.values()
        ],
        "categories": [(*pair, None) for pair in listing.CATEGORIES.items()],
        "fees": [(*pair, None) for pair in listing.FEES.items()],
        "ways": [
            *((code, way.name, None) for code, way in words.WAYS.items()),
            ("RULES", gettext("At once, by rules"), None),
        ],
        "times": list(listing.TIME_NAMES.items()),
        "channels": [(*pair, None) for pair in listing.CHANNELS.items()],
    }


@require_safe
@page_cache.cacheable
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency of the mall, with its desk."""
    edition, at = queries.edition(), clock.of(request)
    groups = listing.by_agency(queries.services().values(), edition.agencies)
    shown = [
        (group, own.desk, openings.opening(own, edition, at))
        for group in groups
        if (own := edition.agencies.get(group.code)) is not None
    ]
    context = {"agencies": shown, "trail": [ALL]}
    response = render(request, "catalogue/agencies.html", context)
    return openings.expire(response, edition.agencies.values(), edition, at)


@require_safe
@page_cache.cacheable
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency: desk, hours, its services."""
    edition, at = queries.edition(), clock.of(request)
    own = edition.agencies.get(code)
    if own is None:
        raise NotFound
    rows = [row for row in queries.services().values() if row.agency == code]
    context = {
        "trail": [ALL, ("/layanan/instansi/", gettext("Agencies"))],
        "agency": own,
        "name": own.name.of(get_language() or ""),
        "desk": desks.desk(own, code, at),
        "places": [place for place in edition.sites if code in place.agencies],
        "head": own.head.of(get_language() or "") if own.head else "",
        "cards": [listing.card(service, edition.agencies) for service in rows],
    }
    response = render(request, "catalogue/agency.html", context)
    return openings.expire(response, [own], edition, at)


@require_safe
@page_cache.cacheable
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    """One life event with its services."""
    edition = queries.edition()
    event = edition.life_events.get(code)
    if event is None:
        raise NotFound
    rows = [row for row in queries.services().values() if code in row.life_events]
    language = get_language() or ""
    context = {
        "trail": [ALL],
        "event": event,
        "name": event.name.of(language),
        "description": event.description.of(language),
        "count": len(rows),
        "bundles": bundles.cards(queries.bundles().values(), language, event=code),
        "groups": listing.by_agency(rows, edition.agencies),
    }
    return render(request, "catalogue/life_event.html", context)


@require_safe
@page_cache.cacheable
def service(request: HttpRequest, code: str) -> HttpResponse:
    """One service: the published components of its standard."""
    if code != code.upper():
        return redirect("catalogue:service", code.upper())
    identity = queries.identity(code)
    definition = queries.definition(identity)
    edition, at = queries.edition(), clock.of(request)
    agency = edition.agencies.get(definition.agency)
    language = get_language() or ""
    events = [
        (f"/layanan/peristiwa/{event}/", edition.life_events[event].name.of(language))
        for event in definition.life_events
        if event in edition.life_events
    ]
    trail: list[tuple[str, object]] = [ALL]
    if agency is not None:
        trail.append((f"/layanan/instansi/{agency.code}/", agency.short_name))
    context = {
        "trail": trail,
        "service": standard.service(definition, identity, queries.services()),
        "agency": agency,
        "agency_name": agency.name.of(language) if agency else definition.agency,
        "desk": desks.desk(agency, definition.agency, at),
        "events": events,
        "bundles": bundles.with_service(queries.bundles().values(), code, language),
        "government_service": government_service.government_service(
            queries.service(code), agency
        ),
        "draft_days": retention.DRAFT_DAYS,
        "is_drawn": bool(settings.BALAREA_OVERSEERS) and engine.is_drawn(definition),
        "is_separated": definition.separate_people
        and "COUNTERSIGN" in definition.steps,
        "advisers": together.advisers(definition, edition.agencies, language),
        "delegations": together.delegations(
            code, edition.delegations, edition.agencies, language
        ),
    }
    response = render(request, "catalogue/service.html", context)
    return openings.expire(response, [agency] if agency else [], edition, at)
