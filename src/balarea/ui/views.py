"""The component gallery, for designers and testers, and the favicon."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from balarea.ui import gallery as samples
from balarea.ui.finders import mark_path
from balarea.ui.http_methods import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon for files without a `<link rel="icon">`, such as PDFs."""
    response = redirect(static(mark_path()))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, in light and dark; `?petugas=1` in the officers' layout."""
    is_officer = "petugas" in request.GET
    context = {
        "groups": samples.groups(request),
        "is_officer": is_officer,
        "layout": "ui/layout_officer.html" if is_officer else "ui/layout.html",
    }
    return render(request, "ui/gallery.html", context)
