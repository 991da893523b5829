"""The published log over HTTP, as tlog-tiles says: files, and nothing but files.

In production the web server in front serves the folder itself and comes here only for
what it doesn't find (the handbook has the lines). Neither the database nor a session
is touched, and a response is the same for everybody, so caches may store it: that is
why a middleware answers before cookies and languages are looked at.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balarea.transparency.publishing.log_files import (
    LogFiles,
    MissingTile,
    is_published,
)
from balarea.transparency.tlog.tiles import InvalidTile, tile_of_path
from balarea.ui.http_methods import require_safe

PREFIX = "/transparansi/log/"
SECONDS = 2  # that a checkpoint may be cached


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The published checkpoint."""
    note = LogFiles(Path(settings.BALAREA_LOG_DIR)).checkpoint()
    if not note:
        return _missing()
    response = _file(note, "text/plain; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries that the published checkpoint covers."""
    files = LogFiles(Path(settings.BALAREA_LOG_DIR))
    try:
        requested_tile = tile_of_path(f"tile/{path}")
        if not is_published(requested_tile, files.published_size()):
            return _missing()
        data = files.read_tile(requested_tile)
    except (InvalidTile, MissingTile):
        return _missing()
    response = _file(data, "application/octet-stream")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def serve_log_files(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: answer what lies below `PREFIX`, and pass everything else on."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        path = request.path_info.removeprefix(PREFIX)
        if path == "checkpoint":
            return checkpoint(request)
        if path.startswith("tile/"):
            return tile(request, path.removeprefix("tile/"))
        return _missing()

    return serve


def _file(data: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Pages of other sites may verify the log too: it is public, and sets no cookie.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _missing() -> HttpResponse:
    response = HttpResponse(
        "404: not in the published log\n",
        content_type="text/plain; charset=utf-8",
        status=404,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
