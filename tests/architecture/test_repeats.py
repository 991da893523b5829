"""Every address that takes a POST says how it answers the same one again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from balarea.config.api import api
from balarea.config.papers.addresses import Address, every
from balarea.people import duplicate_submissions

# Django's own lists of methods, in the closure of `require_http_methods`.
LIMIT = "require_http_methods.<locals>.decorator.<locals>.inner"
READ_ONLY = {"require_GET", "require_safe"}


def wrappers(view: Any) -> Iterator[Any]:
    while view is not None:
        yield view
        view = getattr(view, "__wrapped__", None)


def methods(view: Callable[..., Any]) -> set[str] | None:
    """The methods that a view takes; None where it sets no limit."""
    common: set[str] | None = None
    for step in wrappers(view):
        code = getattr(step, "__code__", None)
        if code is None or "request_method_list" not in code.co_freevars:
            continue
        place = code.co_freevars.index("request_method_list")
        allowed = set(step.__closure__[place].cell_contents)
        common = allowed if common is None else common & allowed
    return common


def takes_post(address: Address) -> bool:
    """Whether a POST is worked on; what the open interface takes it declares."""
    if address.name.startswith("api"):
        return False
    allowed = methods(address.callback)
    return allowed is None or "POST" in allowed


def undeclared(listed: list[Address]) -> list[str]:
    return [
        f"/{address.route} ({address.view}) doesn't say how it answers a repeat"
        for address in listed
        if takes_post(address) and "repeated" not in vars(address.callback)
    ]


def test_every_post_says_how_it_answers_a_repeat() -> None:
    assert not undeclared(every())


def test_the_open_interface_only_reads() -> None:
    paths = api.get_openapi_schema()["paths"]
    assert {method for path in paths.values() for method in path} == {"get"}


def test_there_are_such_addresses() -> None:
    listed = [address for address in every() if takes_post(address)]
    assert len(listed) > 30
    assert any(address.name == "applications:evidence" for address in listed)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def same(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "is_found"),
    [
        (page, True),
        (require_POST(page), True),
        (require_http_methods(["GET", "POST"])(page), True),
        (require_GET(page), False),
        (duplicate_submissions.once(require_POST(page)), False),
        (require_POST(duplicate_submissions.same("it reads only")(same)), False),
    ],
)
def test_a_silent_view_is_found(view: Callable[..., Any], is_found: bool) -> None:
    address = Address("x/", "x:x", view)
    assert bool(undeclared([address])) is is_found
