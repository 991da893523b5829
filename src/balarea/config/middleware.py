"""Bodies are bounded before they are read, and hold only what can be kept; refusals
become a page or JSON."""

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

from balarea.documents.intake import limits
from balarea.foundation import problems
from balarea.foundation.errors import Refusal

type GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Bytes of one request where files are sent; it is small everywhere else.
EVIDENCE = 40_000_000  # all files of one requirement together
ENVELOPE = 64_000  # a form's token, the file's name, the lines between parts
ROOMY = (
    (re.compile(r"/permohonan/[^/]+/berkas/"), EVIDENCE),
    (re.compile(r"/verifikasi/berkas/$"), limits.MAX_BYTES + ENVELOPE),
)
# Set in a request's environment by `arriving`, which then left its body unread.
CROWDED = "balarea.crowded"
# The same, of a body that was given up because it came too slowly.
TOO_SLOW = "balarea.too_slow"
LENGTH = re.compile(r"[0-9]{1,18}")
# NUL fits no text of PostgreSQL, and half a surrogate pair no UTF-8 at all. Neither is
# ever typed: it comes from programs, or from a paste that went wrong.
STRANGE = re.compile("[\x00\ud800-\udfff]")


class BodyTooBig(Refusal):
    code = "BODY_TOO_BIG"
    reason = _("The request is larger than this address takes.")
    next_step = _("Send less at once: at most %(kilobytes)s KB.")
    status = 413


class LengthNeeded(Refusal):
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
    """Turn a body away by its announced size, before a byte of it is read.

    Whoever looks for a token or a field spools every file of the form to disk first,
    and asks neither who sent it nor how large it is.
    """

    def measure(request: HttpRequest) -> HttpResponseBase:
        refusal = _too_much(request.META)
        return refusal_response(request, refusal) if refusal else get_response(request)

    return measure


def length_to_read(environ: Mapping[str, Any]) -> int:
    """How many bytes a request brings; none where it will be turned away for them."""
    if not environ.get("CONTENT_LENGTH"):
        return 0
    return 0 if _too_much(environ) else int(_length(environ))


def _length(environ: Mapping[str, Any]) -> str:
    return str(environ.get("CONTENT_LENGTH") or "0")


def _too_much(environ: Mapping[str, Any]) -> Refusal | None:
    length = _length(environ)
    if environ.get(CROWDED):
        return Crowded()
    if environ.get(TOO_SLOW):
        return TooSlow()
    if "HTTP_TRANSFER_ENCODING" in environ or not LENGTH.fullmatch(length):
        return LengthNeeded()
    most = limit_of(environ.get("PATH_INFO", "/"))
    return BodyTooBig(kilobytes=most // 1000) if int(length) > most else None


def limit_of(path: str) -> int:
    """How many bytes a request to this address may carry."""
    roomy = (size for place, size in ROOMY if place.match(path))
    return next(roomy, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def brings_files(environ: Mapping[str, Any]) -> bool:
    """Whether a request brings files, which take long to look at."""
    path = environ.get("PATH_INFO", "/")
    return environ.get("REQUEST_METHOD") == "POST" and any(
        place.match(path) for place, _ in ROOMY
    )


class CharsetUnread(Refusal):
    code = "CHARSET_UNREAD"
    reason = _("The request is written in a charset that is not read here.")
    next_step = _("Send it as UTF-8.")
    status = 415


def require_utf8(get_response: GetResponse) -> GetResponse:
    """Say which charset is read, where `utf8_request` read none."""

    def check(request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "is_charset_unsupported", False):
            return refusal_response(request, CharsetUnread())
        return get_response(request)

    return check


class NotThisWay(Refusal):
    code = "NOT_THIS_WAY"
    reason = _("This address can't be opened like this.")
    next_step = _("Go back and use the button or the link on the page there.")
    status = 405


def explain_method_not_allowed(get_response: GetResponse) -> GetResponse:
    """Give a method that an address doesn't answer a page instead of an empty one.

    Whoever signs in again, or opens an address once more, comes there without a fault.
    """

    def tell(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = refusal_response(request, NotThisWay())
        response.content = page.content  # the answer itself was logged already
        response.headers["Content-Type"] = page.headers["Content-Type"]
        return response

    return tell


class StrangeCharacter(Refusal):
    code = "STRANGE_CHARACTER"
    reason = _("What you sent holds a character that can't be kept.")
    next_step = _("Type it again instead of pasting it, or check the address.")
    status = 400


class UnstorableCharactersMiddleware:
    """Turn away what no table can keep, before any room looks it up or writes it.

    Stands after the check of the token, which has read the form: the form is not read
    for this, least of all in an address that reads its body itself. Names of files
    come here cleaned already.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            STRANGE.search(request.path_info)
            or _is_strange(request.GET.lists())
            or any(STRANGE.search(value) for value in request.COOKIES.values())
        ):
            return refusal_response(request, StrangeCharacter())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], *_: object
    ) -> HttpResponse | None:
        is_a_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if is_a_form and _is_strange(request.POST.lists()):
            return refusal_response(request, StrangeCharacter())
        return None


def _is_strange(fields: Iterable[tuple[str, list[str]]]) -> bool:
    return any(
        STRANGE.search(name) or any(STRANGE.search(value) for value in values)
        for name, values in fields
    )


class RefusalMiddleware:
    """Turn a `Refusal` into an answer; everything else goes on its way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

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
        return problems.answer(refusal)
    # Of all that is too big, files are what people can do something about.
    name = "413.html" if isinstance(refusal, BodyTooBig) else "ui/refusal.html"
    sends_files = any(place.match(request.path) for place, _ in ROOMY)
    context = {
        "refusal": refusal,
        "back": request.path if sends_files else "",
        "max_megabytes": limits.max_megabytes(),
    }
    response = render(request, name, context, status=refusal.status)
    return problems.later(response)
