"""Bodies are bounded before they are read; refusals become a page or JSON."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from balarea.documents.intake import limits
from balarea.foundation.errors import Refusal

type Answer = Callable[[HttpRequest], HttpResponseBase]

# Bytes of one request where files are sent; it is small everywhere else.
EVIDENCE = 40_000_000  # all files of one requirement together
ENVELOPE = 64_000  # a form's token, the file's name, the lines between parts
ROOMY = (
    (re.compile(r"/permohonan/[^/]+/berkas/"), EVIDENCE),
    (re.compile(r"/verifikasi/berkas/$"), limits.MAX_BYTES + ENVELOPE),
)
LENGTH = re.compile(r"[0-9]{1,18}")


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


def bounds(get_response: Answer) -> Answer:
    """Turn a body away by its announced size, before a byte of it is read.

    Whoever looks for a token or a field spools every file of the form to disk first,
    and asks neither who sent it nor how large it is.
    """

    def measure(request: HttpRequest) -> HttpResponseBase:
        refusal = _too_much(request)
        return _told(request, refusal) if refusal else get_response(request)

    return measure


def _too_much(request: HttpRequest) -> Refusal | None:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if "HTTP_TRANSFER_ENCODING" in request.META or not LENGTH.fullmatch(length):
        return LengthNeeded()
    most = limit_of(request.path_info)
    return BodyTooBig(kilobytes=most // 1000) if int(length) > most else None


def limit_of(path: str) -> int:
    """How many bytes a request to this address may carry."""
    roomy = (size for place, size in ROOMY if place.match(path))
    return next(roomy, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class refusals:
    """Turn a `Refusal` into an answer; everything else goes on its way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        return _told(request, exception) if isinstance(exception, Refusal) else None


def _told(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {
            "code": refusal.code,
            "reason": refusal.why,
            "next_step": refusal.then,
        }
        return JsonResponse(body, status=refusal.status)
    # Of all that is too big, files are what people can do something about.
    name = "413.html" if isinstance(refusal, BodyTooBig) else "ui/refusal.html"
    return render(request, name, {"refusal": refusal}, status=refusal.status)
