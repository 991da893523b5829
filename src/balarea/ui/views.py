"""The component gallery, as designers and testers want to see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.ui import gallery as samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, in light and dark; `?petugas=1` in the officers' layout."""
    is_officer = "petugas" in request.GET
    context = {
        "groups": samples.groups(request),
        "is_officer": is_officer,
        "layout": "ui/layout_officer.html" if is_officer else "ui/layout.html",
    }
    return render(request, "ui/gallery.html", context)
