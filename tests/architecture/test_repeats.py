"""Every address that takes a POST declares how it handles a repeated one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from balarea.config.api import api
from balarea.config.generated_docs.addresses import Address, every
from balarea.people import duplicate_submissions
from balarea.ui.http_methods import (
    allowed_methods,
    require_http_methods,
    require_POST,
    require_safe,
)


def takes_post(address: Address) -> bool:
    """Whether a view handles POST; the API declares its methods."""
    if address.name.startswith("api"):
        return False
    allowed = allowed_methods(address.callback)
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
        (require_http_methods(["GET", "HEAD", "POST"])(page), True),
        (require_safe(page), False),
        (duplicate_submissions.once(require_POST(page)), False),
        (require_POST(duplicate_submissions.idempotent("it reads only")(same)), False),
    ],
)
def test_a_silent_view_is_found(view: Callable[..., Any], is_found: bool) -> None:
    address = Address("x/", "x:x", view)
    assert bool(undeclared([address])) is is_found
