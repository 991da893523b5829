"""The catalogue for programs: what there is, the schema of definitions, the sitemap."""

import functools

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from balarea.catalogue import page_cache, queries
from balarea.catalogue.definition.json_schema import json_schema
from balarea.catalogue.presenters import sitemap as sitemaps
from balarea.ui.http_methods import require_safe

SCHEMA = "/skema/layanan-1.json"


@require_safe
@page_cache.cacheable
def overview(request: HttpRequest) -> HttpResponse:
    """Files and interfaces with the catalogue, and the format of a definition."""
    context = {"trail": [("/layanan/", _("Services"))], "schema": SCHEMA}
    return render(request, "catalogue/open_data.html", context)


@require_safe
@page_cache.cacheable
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a definition with `"schema": 1`."""
    address = settings.BALAREA_BASE_URL.rstrip("/") + SCHEMA
    body = msgspec.json.format(msgspec.json.encode(json_schema(address)), indent=2)
    return HttpResponse(body, content_type="application/schema+json")


@require_safe
@page_cache.cacheable
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page of the catalogue, for search engines."""
    body = _sitemap(queries.revision())
    return HttpResponse(body, content_type="application/xml")


@functools.lru_cache(maxsize=1)
def _sitemap(revision: str) -> str:
    """Made once an edition, because it depends on nothing else."""
    pages = sitemaps.pages(
        settings.BALAREA_BASE_URL.rstrip("/"),
        queries.services(),
        queries.definitions(),
        queries.edition_of(revision),
    )
    return render_to_string("catalogue/sitemap.xml", {"pages": pages})
