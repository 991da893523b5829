"""Responses with files: shown in the browser, or downloaded after a warning."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from balarea.applications.presenters import files as presenter

if TYPE_CHECKING:
    from balarea.documents.models import Evidence


def inline(content: bytes, content_type: str, name: str = "") -> HttpResponse:
    """Shown in the browser; only for files that the mall has written."""
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=False, filename=name)
    response.headers["Content-Disposition"] = disposition or "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def warning(
    request: HttpRequest, evidence: "Evidence", back: str, *, for_officer: bool = False
) -> HttpResponse:
    """The page with the warning before a file is downloaded as it was sent."""
    context = {
        "original": presenter.original(evidence),
        "back": back,
        "layout": "ui/layout_officer.html" if for_officer else "ui/layout.html",
    }
    return render(request, "applications/original.html", context)


def attached(content: bytes, name: str) -> HttpResponse:
    """Downloaded; the headers keep browsers from opening it within this site."""
    response = HttpResponse(content, content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
