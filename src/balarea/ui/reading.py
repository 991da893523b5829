"""Which addresses can be opened by a link, and what to open instead of the others.

A page may be the response to a form: its own address then takes POST alone, and a link
to it (to read it in another language) would be refused.
"""

from django.urls import Resolver404, resolve

from balarea.ui.http_methods import allowed_methods


def readable(path: str) -> str:
    """The address itself if a link can open it, else the nearest one above it."""
    while path != "/" and not _opens(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _opens(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    methods = allowed_methods(match.func)
    return methods is None or "GET" in methods
