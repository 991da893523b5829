"""Middleware for every response: the reader's language, and compression."""

import functools
import gzip
import re
from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from balarea.ui import link_targets

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

YEAR = 365 * 24 * 3600
# Bytes. Compressing less doesn't save a network packet.
MIN_SIZE = 512
TEXT = re.compile(r"text/|application/(json|xml|problem\+json)|image/svg\+xml")
ACCEPTS = re.compile(r"(?:^|,)\s*(br|gzip)\s*(?:;\s*q=(?P<q>[0-9.]+))?\s*(?=,|$)")


def language_of(request: HttpRequest) -> str:
    """The language in which a request is answered."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    is_supported = any(code == cookie for code, _name in settings.LANGUAGES)
    return cookie if is_supported else settings.LANGUAGE_CODE


def choose_language(get_response: GetResponse) -> GetResponse:
    """Use the language that was chosen by `?bahasa=` and stored in a cookie.

    The default is Indonesian. `Accept-Language` is ignored: many phones here are
    set to English by their maker, and a shared link should show the same to everybody.
    """
    supported = dict(settings.LANGUAGES)

    def respond(request: HttpRequest) -> HttpResponseBase:
        requested = request.GET.get("bahasa", "")
        if requested and request.method in {"GET", "HEAD"}:
            return _redirect(request, requested if requested in supported else "")
        # A search is repeated in another language by POST, because of its token.
        is_chosen = request.method == "POST" and requested in supported
        language = requested if is_chosen else language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        if is_chosen:
            _set_cookie(response, language)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return respond


def _redirect(request: HttpRequest, language: str) -> HttpResponse:
    """Store the choice, and redirect to the same address without it."""
    rest = request.GET.copy()
    del rest["bahasa"]
    # Leading slashes are reduced to one: `//host/` would lead to another site.
    path = "/" + request.path.lstrip("/\\")
    if path != (target := _link_target(path)):
        path = target
        rest.clear()
    address = f"{path}?{rest.urlencode()}" if rest else path
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    if language:
        _set_cookie(response, language)
    return response


def _link_target(path: str) -> str:
    """The nearest path that a link can open; an unknown one stays and answers 404."""
    try:
        resolve(path)
    except Resolver404:
        return path
    return link_targets.link_target(path)


def _set_cookie(response: HttpResponseBase, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def compress(get_response: GetResponse) -> GetResponse:
    """Send dynamic text as brotli or gzip, once, with a weak ETag.

    Guessing secrets from the compressed size (BREACH) fails, because cookies are
    SameSite=Lax and CSRF tokens are masked anew in each page.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not _is_text(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        coding = coding_of(request.headers.get("Accept-Encoding", ""))
        if not coding:
            return response
        if response.status_code == 304:  # must carry the ETag that a 200 would
            _weaken(response)
        elif isinstance(response, HttpResponse):
            _compress(response, coding)
        return response

    return respond


def _is_text(response: HttpResponseBase) -> bool:
    if response.streaming or response.has_header("Content-Encoding"):
        return False
    kind = response.headers.get("Content-Type", "")
    return response.status_code == 304 or bool(TEXT.match(kind))


@functools.lru_cache(maxsize=256)
def coding_of(accepted: str) -> str:
    """`br`, else `gzip`, else empty; a weight of zero excludes a coding."""
    codings = {
        m[1] for m in ACCEPTS.finditer(accepted.lower()) if (m["q"] or "1").strip("0.")
    }
    return "br" if "br" in codings else "gzip" if "gzip" in codings else ""


def _compress(response: HttpResponse, coding: str) -> None:
    content = response.content
    if len(content) < MIN_SIZE:
        return
    if coding == "br":
        compressed = brotli.compress(content, mode=brotli.MODE_TEXT, quality=4)
    else:
        compressed = gzip.compress(content, compresslevel=6, mtime=0)
    if len(compressed) >= len(content):
        return
    response.content = compressed
    response.headers["Content-Length"] = str(len(compressed))
    response.headers["Content-Encoding"] = coding
    _weaken(response)


def _weaken(response: HttpResponseBase) -> None:
    """Make the ETag weak: another encoding has other bytes with the same meaning."""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = "W/" + etag
