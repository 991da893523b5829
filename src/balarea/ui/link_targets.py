"""Which URL paths can be opened by a link, and which to open instead of the others.

A page may be the response to a form. Its path then accepts POST only, and a link to it,
for example to the page in another language, would be refused.
"""

from django.urls import Resolver404, resolve

from balarea.ui.http_methods import allowed_methods


def link_target(path: str) -> str:
    """The path itself if it accepts GET, else the nearest one above it that does."""
    while path != "/" and not _accepts_get(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _accepts_get(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    methods = allowed_methods(match.func)
    return methods is None or "GET" in methods
