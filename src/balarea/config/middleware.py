"""Middleware: limits of request bodies and characters, and refusals as responses."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from balarea.config import refusal_layout
from balarea.documents.intake import limits
from balarea.foundation import problems
from balarea.foundation.errors import Refusal

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Bytes of one request where files are sent; it is small everywhere else.
EVIDENCE = 40_000_000  # all files of one requirement together
ENVELOPE = 64_000  # a form's token, the file's name, the lines between parts
UPLOADS = (
    (re.compile(r"/permohonan/[^/]+/berkas/"), EVIDENCE),
    (re.compile(r"/pindai/[^/]+/$"), EVIDENCE),
    (re.compile(r"/petugas/loket/berkas/[^/]+/(pindai/[^/]+/unggah/)?$"), EVIDENCE),
    (re.compile(r"/verifikasi/berkas/$"), limits.MAX_BYTES + ENVELOPE),
    (re.compile(r"/petugas/permohonan/[^/]+/hasil/$"), limits.MAX_BYTES + ENVELOPE),
)
# Set in the WSGI environment by `request_buffering` where it read no whole body:
# because too many were under way, or because this one came too slowly.
CROWDED = "balarea.crowded"
TOO_SLOW = "balarea.too_slow"
LENGTH = re.compile(r"[0-9]{1,18}")
# PostgreSQL stores no NUL, and UTF-8 has no half of a surrogate pair. Nobody types
# either: they come from programs, or from a paste that went wrong.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BodyTooBig(Refusal):
    code = "BODY_TOO_BIG"
    reason = _("The request is larger than this address takes.")
    next_step = _("Send less at once: at most %(kilobytes)s KB.")
    status = 413


class LengthRequired(Refusal):
    code = "LENGTH_NEEDED"
    reason = _("The request does not say how large it is.")
    next_step = _("Send it again with its length, from a browser or in one piece.")
    status = 411


class Crowded(Refusal):
    code = "CROWDED"
    reason = _("Too much is on its way from your network at this moment.")
    next_step = _("Go back and send it again in half a minute.")
    status = 429


class TooSlow(Refusal):
    # Not 408: some browsers take that for a reason to send all of it again at once.
    code = "TOO_SLOW"
    reason = _("What you sent came too slowly, and was given up.")
    next_step = _("Try again where reception is better, or with a smaller photo.")
    status = 400


def limit_bodies(get_response: GetResponse) -> GetResponse:
    """Refuse a body by its announced size, before a byte of it is read.

    Django's form parser writes every file to disk before a view or the check of the
    token sees the request, whoever sent it and however large it is.
    """

    def check(request: HttpRequest) -> HttpResponseBase:
        refusal = _refusal_of_body(request.META)
        return refusal_response(request, refusal) if refusal else get_response(request)

    return check


def length_to_read(environ: Mapping[str, Any]) -> int:
    """The size of a request's body in bytes; 0 for one that will be refused."""
    if not environ.get("CONTENT_LENGTH"):
        return 0
    return 0 if _refusal_of_body(environ) else int(_length(environ))


def _length(environ: Mapping[str, Any]) -> str:
    return str(environ.get("CONTENT_LENGTH") or "0")


def _refusal_of_body(environ: Mapping[str, Any]) -> Refusal | None:
    length = _length(environ)
    if environ.get(CROWDED):
        return Crowded()
    if environ.get(TOO_SLOW):
        return TooSlow()
    if "HTTP_TRANSFER_ENCODING" in environ or not LENGTH.fullmatch(length):
        return LengthRequired()
    most = limit_of(environ.get("PATH_INFO", "/"))
    return BodyTooBig(kilobytes=most // 1000) if int(length) > most else None


def limit_of(path: str) -> int:
    """The largest body that an address takes, in bytes."""
    limits_of_uploads = (size for pattern, size in UPLOADS if pattern.match(path))
    return next(limits_of_uploads, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def brings_files(environ: Mapping[str, Any]) -> bool:
    """Whether a request uploads files, which take long to examine."""
    path = environ.get("PATH_INFO", "/")
    return environ.get("REQUEST_METHOD") == "POST" and any(
        pattern.match(path) for pattern, _ in UPLOADS
    )


class UnsupportedCharset(Refusal):
    code = "CHARSET_UNREAD"
    reason = _("The request is written in a charset that is not read here.")
    next_step = _("Send it as UTF-8.")
    status = 415


def require_utf8(get_response: GetResponse) -> GetResponse:
    """Refuse a charset that `utf8_request` doesn't decode."""

    def check(request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "is_charset_unsupported", False):
            return refusal_response(request, UnsupportedCharset())
        return get_response(request)

    return check


class MethodNotAllowed(Refusal):
    code = "NOT_THIS_WAY"
    reason = _("This address can't be opened like this.")
    next_step = _("Go back and use the button or the link on the page there.")
    status = 405


def explain_method_not_allowed(get_response: GetResponse) -> GetResponse:
    """Add a page to an empty 405.

    People arrive there without a fault: after signing in again, or by opening an
    address once more that only a form is sent to.
    """

    def explain(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        refusal_layout.resolve_officer(request)
        page = refusal_response(request, MethodNotAllowed())
        response.content = page.content  # the response itself was logged already
        response.headers["Content-Type"] = page.headers["Content-Type"]
        return response

    return explain


class UnstorableCharacter(Refusal):
    code = "STRANGE_CHARACTER"
    reason = _("What you sent holds a character that can't be kept.")
    next_step = _("Type it again instead of pasting it, or check the address.")
    status = 400


class UnstorableCharactersMiddleware:
    """Refuse characters that no table stores, before an app queries or writes them.

    Placed after the check of the token, which has parsed the form: an address that
    reads its body itself is left alone. Django has cleaned the names of files already.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            UNSTORABLE.search(request.path_info)
            or _has_unstorable(request.GET.lists())
            or any(UNSTORABLE.search(value) for value in request.COOKIES.values())
        ):
            return refusal_response(request, UnstorableCharacter())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], *_: object
    ) -> HttpResponse | None:
        is_a_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if is_a_form and _has_unstorable(request.POST.lists()):
            return refusal_response(request, UnstorableCharacter())
        return None


def _has_unstorable(fields: Iterable[tuple[str, list[str]]]) -> bool:
    return any(
        UNSTORABLE.search(name) or any(UNSTORABLE.search(value) for value in values)
        for name, values in fields
    )


class ExceptionMiddleware:
    """A middleware that passes requests on; its `process_exception` responds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RefusalMiddleware(ExceptionMiddleware):
    """Respond to a `Refusal` that a view raises; other exceptions pass."""

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        return (
            refusal_response(request, exception)
            if isinstance(exception, Refusal)
            else None
        )


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, or as JSON for programs."""
    if request.path.startswith("/api/"):
        return problems.response(refusal)
    # Of all that is too big, people can only make files smaller.
    is_too_big = isinstance(refusal, BodyTooBig)
    name = "413.html" if is_too_big else refusal_layout.template(request)
    sends_files = any(pattern.match(request.path) for pattern, _ in UPLOADS)
    context = refusal_layout.context(request) | {
        "refusal": refusal,
        "back": request.path if sends_files else "",
        "max_megabytes": limits.max_megabytes(),
    }
    response = render(request, name, context, status=refusal.status)
    return problems.set_retry_after(response)
