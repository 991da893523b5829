"""Which HTTP methods a view answers, declared so that other code can read it.

The decorators are Django's own; each also leaves its list on the view. A link to a page
that only a form opens, and a form without its token, are answered by that list.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.views.decorators import http

ATTRIBUTE = "allowed_methods"


class ViewDecorator(Protocol):
    def __call__[**P, R](self, view: Callable[P, R], /) -> Callable[P, R]: ...


def require_http_methods(methods: Sequence[str]) -> ViewDecorator:
    """Answer anything else by 405. `functools.wraps` carries the list outwards."""
    limit = http.require_http_methods(list(methods))

    def declare[**P, R](view: Callable[P, R], /) -> Callable[P, R]:
        limited: Any = limit(view)
        limited.__dict__[ATTRIBUTE] = frozenset(methods)
        declared: Callable[P, R] = limited
        return declared

    return declare


require_safe = require_http_methods(["GET", "HEAD"])
require_POST = require_http_methods(["POST"])


def allowed_methods(view: Callable[..., Any]) -> frozenset[str] | None:
    """The declared methods of a view; None where it declares none."""
    methods: frozenset[str] | None = getattr(view, ATTRIBUTE, None)
    return methods
