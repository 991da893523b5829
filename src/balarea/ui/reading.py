"""Which addresses can be opened by a link, and what to open instead of the others.

A page may be the answer to a pressed button: its own address then takes POST alone, and
whoever goes there by a link (to read it in the other language) would be refused.
"""

from collections.abc import Callable
from typing import Any

from django.urls import Resolver404, resolve


def readable(path: str) -> str:
    """The address itself if a link can open it, else the nearest one above it."""
    while path != "/" and not _opens(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _opens(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    methods = methods_of(found.func)
    return methods is None or "GET" in methods


def methods_of(view: Callable[..., Any]) -> list[str] | None:
    """What `require_http_methods` lets through to a view; None where it isn't there."""
    step: Any = view
    while step is not None:
        code = getattr(step, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:
            place = code.co_freevars.index("request_method_list")
            methods: list[str] = step.__closure__[place].cell_contents
            return methods
        step = getattr(step, "__wrapped__", None)
    return None
