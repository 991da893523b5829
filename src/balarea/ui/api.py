"""Declares the GET endpoints of `/api/v1/`, for the routers of all apps."""

from collections.abc import Callable
from typing import Any

from ninja import Router


def get[**P, R](
    router: Router, path: str, *, response: Any, **documented: Any
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`router.get` that answers HEAD too (RFC 9110), without listing it in OpenAPI."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        router.get(path, response=response, **documented)(view)
        router.api_operation(
            ["HEAD"], path, response=response, include_in_schema=False
        )(view)
        return view

    return declare
