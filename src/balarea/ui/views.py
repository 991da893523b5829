"""The component gallery, and error pages for whoever needs one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, in light and dark, as designers and testers want to see it."""
    return render(request, "ui/gallery.html")
