"""How the apps' routers of `/api/v1/` declare what they answer."""

from collections.abc import Callable
from typing import Any

from ninja import Router


def get[**P, R](
    router: Router, path: str, *, response: Any, **documented: Any
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`router.get`, answering HEAD too (RFC 9110), which the contract need not list."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        router.get(path, response=response, **documented)(view)
        router.api_operation(
            ["HEAD"], path, response=response, include_in_schema=False
        )(view)
        return view

    return declare
