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

from balarea.ui import reading

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

YEAR = 365 * 24 * 3600
# Below this the saving is smaller than one network packet can show.
WORTH_IT = 512
TEXT = re.compile(r"text/|application/(json|xml|problem\+json)|image/svg\+xml")
ACCEPTS = re.compile(r"(?:^|,)\s*(br|gzip)\s*(?:;\s*q=(?P<q>[0-9.]+))?\s*(?=,|$)")


def language_of(request: HttpRequest) -> str:
    """The language in which a request is answered."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    is_known = any(code == cookie for code, _name in settings.LANGUAGES)
    return cookie if is_known else settings.LANGUAGE_CODE


def choose_language(get_response: GetResponse) -> GetResponse:
    """Use the language that was chosen once by `?bahasa=`, else Indonesian.

    The browser's own list is ignored: many phones in Sumedang are set to English
    by their maker, and an address should read the same for whom it is sent to.
    """
    known = dict(settings.LANGUAGES)

    def speak(request: HttpRequest) -> HttpResponseBase:
        wanted = request.GET.get("bahasa", "")
        if wanted and request.method in {"GET", "HEAD"}:
            return _remember(request, wanted if wanted in known else "")
        # A search that is sent again in the other language is answered in it.
        is_chosen = request.method == "POST" and wanted in known
        language = wanted if is_chosen else language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        if is_chosen:
            _keep(response, language)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return speak


def _remember(request: HttpRequest, language: str) -> HttpResponse:
    """Keep the choice, and go to the same address without it."""
    rest = request.GET.copy()
    del rest["bahasa"]
    # Slashes in front are folded: `//host/` would lead to another site.
    path = "/" + request.path.lstrip("/\\")
    if path != (above := _readable(path)):
        path = above
        rest.clear()
    address = f"{path}?{rest.urlencode()}" if rest else path
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    if language:
        _keep(response, language)
    return response


def _readable(path: str) -> str:
    """The nearest address that a link opens; an unknown one stays, and is not found."""
    try:
        resolve(path)
    except Resolver404:
        return path
    return reading.readable(path)


def _keep(response: HttpResponseBase, language: str) -> None:
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

    Cookies are SameSite=Lax and CSRF tokens are masked anew in each page, so that
    guessing secrets by the compressed size (BREACH) finds nothing to measure.
    """

    def send(request: HttpRequest) -> HttpResponseBase:
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
            _shrink(response, coding)
        return response

    return send


def _is_text(response: HttpResponseBase) -> bool:
    if response.streaming or response.has_header("Content-Encoding"):
        return False
    kind = response.headers.get("Content-Type", "")
    return response.status_code == 304 or bool(TEXT.match(kind))


@functools.lru_cache(maxsize=256)
def coding_of(accepted: str) -> str:
    """`br` before `gzip`; a weight of zero is a no."""
    codings = {
        m[1] for m in ACCEPTS.finditer(accepted.lower()) if (m["q"] or "1").strip("0.")
    }
    return "br" if "br" in codings else "gzip" if "gzip" in codings else ""


def _shrink(response: HttpResponse, coding: str) -> None:
    content = response.content
    if len(content) < WORTH_IT:
        return
    if coding == "br":
        small = brotli.compress(content, mode=brotli.MODE_TEXT, quality=4)
    else:
        small = gzip.compress(content, compresslevel=6, mtime=0)
    if len(small) >= len(content):
        return
    response.content = small
    response.headers["Content-Length"] = str(len(small))
    response.headers["Content-Encoding"] = coding
    _weaken(response)


def _weaken(response: HttpResponseBase) -> None:
    """Another encoding has other bytes: same meaning, so a weak ETag."""
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = "W/" + etag
