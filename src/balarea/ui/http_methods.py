"""Django's decorators for a view's HTTP methods, with the methods stored on the view.

`link_targets` and the answer to a form without its token need to know them.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.views.decorators import http

ATTRIBUTE = "allowed_methods"


class ViewDecorator(Protocol):
    def __call__[**P, R](self, view: Callable[P, R], /) -> Callable[P, R]: ...


def require_http_methods(methods: Sequence[str]) -> ViewDecorator:
    """Answer other methods with 405, and store the list on the view.

    `functools.wraps` in outer decorators copies it to the outermost function.
    """
    decorate = http.require_http_methods(list(methods))

    def declare[**P, R](view: Callable[P, R], /) -> Callable[P, R]:
        decorated: Any = decorate(view)
        decorated.__dict__[ATTRIBUTE] = frozenset(methods)
        typed: Callable[P, R] = decorated
        return typed

    return declare


require_safe = require_http_methods(["GET", "HEAD"])
require_POST = require_http_methods(["POST"])


def allowed_methods(view: Callable[..., Any]) -> frozenset[str] | None:
    """The declared methods of a view; None if it declares none."""
    methods: frozenset[str] | None = getattr(view, ATTRIBUTE, None)
    return methods
