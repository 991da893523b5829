"""A form that was refused leads to a page of its own, so that Back works.

A page that answers a POST makes a browser ask, whenever somebody comes back to it,
whether to send everything again. So the answer is kept under seal and asked for by
GET: who goes back finds what they typed and what was wrong with it, for an hour, in
the same browser and as the same person only.
"""

import datetime as dt
import hmac
import secrets
import zlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from balarea.foundation import clock, idempotency
from balarea.people import auth
from balarea.vault import keys

FIELD = "idempotency_key"  # of every form of ours; programs that send none get none
PARAMETER = "jawaban"
LIFE = dt.timedelta(hours=1)
_BOUND = b"refused page "
# A missing right, page or method isn't mended by typing.
_NOT_MENDED = {401, 403, 404, 405}

type View = Callable[[HttpRequest], HttpResponseBase]


class Page(msgspec.Struct):
    """A page as it was answered, to whom, and in which language."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    reader: str
    language: str


def lead_back(get_response: View) -> View:
    """Keep what refuses a form, and show it where the browser is led for it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST":
            return to_page(request, get_response(request))
        token = request.GET.get(PARAMETER, "")
        if token and (page := _page(request, token)) is not None:
            return page
        response = get_response(request)
        if token and response.status_code == 405:
            return HttpResponseRedirect(_above(request.path))
        return response

    return answer


def to_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Lead from a refused form to its page; every other answer stays as it is."""
    if response.status_code in {302, 303}:
        _forget_mended(request, response)
    if not isinstance(response, HttpResponse) or not _is_refused(request, response):
        return response
    token = secrets.token_urlsafe(12)
    page = Page(
        status=response.status_code,
        headers=[*response.headers.items()],
        content=zlib.compress(response.content),
        reader=_reader(request),
        language=get_language() or "",
    )
    key = _key(request, request.path, token)
    text = msgspec.msgpack.encode(page)
    sealed = keys.encrypt(keys.session_key(), text, _BOUND + key)
    idempotency.keep_answer(key, sealed, until=clock.of(request) + LIFE)
    query = request.GET.copy()
    query[PARAMETER] = token
    led = HttpResponseRedirect(f"{_own(request.path)}?{query.urlencode()}")
    led.status_code = 303
    led.headers["Cache-Control"] = "no-store, private"
    led.cookies = response.cookies
    return led


def _is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether people sent this by a form of ours and read the answer as a page.

    The form is not read here for the first time: whoever refuses to read it at all
    has answered already.
    """
    return (
        400 <= response.status_code < 500
        and response.status_code not in _NOT_MENDED
        and response.headers.get("Content-Type", "").startswith("text/html")
        and "_post" in request.__dict__
        and request.POST.get(FIELD, "\0").isprintable()
    )


def _page(request: HttpRequest, token: str) -> HttpResponse | None:
    key = _key(request, request.path, token)
    sealed = idempotency.first_answer(key, clock.of(request))
    if sealed is None:
        return None
    text = keys.decrypt(keys.session_key(), sealed, _BOUND + key)
    page = msgspec.msgpack.decode(text, type=Page)
    if page.reader != _reader(request) or page.language != (get_language() or ""):
        return None
    response = HttpResponse(zlib.decompress(page.content), status=page.status)
    for name, value in page.headers:
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _forget_mended(request: HttpRequest, response: HttpResponseBase) -> None:
    """What was refused and is right now is not shown as wrong again."""
    before = urlsplit(request.headers.get("Referer", ""))
    tokens = parse_qs(before.query).get(PARAMETER, [])
    if tokens and before.path == request.path and PARAMETER not in response["Location"]:
        idempotency.forget_answer(_key(request, request.path, tokens[0]))


def _reader(request: HttpRequest) -> str:
    """Who reads, as far as a sign-in that is still in time tells."""
    if (desk := auth.officer_session_of(request)) is not None:
        return f"desk {desk.actor.id}"
    visitor = auth.citizen_session_of(request)
    return f"visitor {visitor.contact}" if visitor is not None else ""


def _key(request: HttpRequest, path: str, token: str) -> bytes:
    """Found only from the same browser, by its cookie against forged forms."""
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    text = msgspec.json.encode([browser, path, token])
    return hmac.digest(keys.derive(keys.session_key(), "refused"), text, "sha256")


def _own(path: str) -> str:
    """The path, which never leads out: slashes in front are folded."""
    return "/" + path.lstrip("/\\")


def _above(path: str) -> str:
    """The page to which an address belongs that takes nothing but forms."""
    return _own(path.rstrip("/").rpartition("/")[0] + "/")
