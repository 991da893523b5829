"""Pages that follow a stream: where it is, and that they may connect to it."""

import functools
from collections.abc import Callable, Collection
from typing import Concatenate, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type Policy = dict[str, Collection[str] | str]


def address() -> str:
    """For the page's script: `:8001` is a port of the page's host, else a path."""
    return str(settings.BALAREA_STREAM_ADDRESS)


def has(request: HttpRequest, tag: str) -> bool:
    """Whether whoever asks has this state already.

    Compression on the way makes an ETag weak, so both kinds come back.
    """
    given = request.headers.get("If-None-Match", "").removeprefix("W/")
    return given == f'"{tag}"'


def follows_stream[**P](view: View[P]) -> View[P]:
    """Let the page connect to the streams, where they have a port of their own."""

    @functools.wraps(view)
    def show(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        port = address().removeprefix(":")
        if port == address():
            return view(request, *args, **kwargs)
        name = request.get_host().rpartition(":")[0] or request.get_host()
        source = f"{request.scheme}://{name}:{port}"
        everywhere = cast("Policy", settings.SECURE_CSP)
        policy: Policy = {**everywhere, "connect-src": [CSP.SELF, source]}
        return csp_override(policy)(view)(request, *args, **kwargs)

    return cast("View[P]", show)
