"""The component gallery, as designers and testers want to see it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.ui import gallery as samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, in light and dark, with the lines that draw it."""
    return render(request, "ui/gallery.html", {"groups": samples.groups(request)})
