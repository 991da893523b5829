"""The catalogue for programs: what there is, and the schema of definitions."""

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from balarea.catalogue import page_cache
from balarea.catalogue.definition.json_schema import json_schema
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
