"""Refused forms are shown by POST, redirect, GET, so that Back works.

Going back to a page that answered a POST makes browsers ask whether to send the form
again. So the refusal is stored under seal and the browser redirected to it: for an hour
it shows what was typed and what is wrong, to the same browser and person only.
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

FIELD = "idempotency_key"  # in every form; API clients send none and get no redirect
PARAMETER = "jawaban"
LIFE = dt.timedelta(hours=1)
_BOUND = b"refused page "
# A missing right, page or method can't be corrected by typing.
_NOT_CORRECTABLE = {401, 403, 404, 405}

type View = Callable[[HttpRequest], HttpResponseBase]


class Page(msgspec.Struct):
    """A response with its reader and language."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    reader: str
    language: str


def middleware(get_response: View) -> View:
    """Redirect from refused forms, and show the stored page where asked for it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST":
            return redirect_if_refused(request, get_response(request))
        token = request.GET.get(PARAMETER, "")
        if token and (page := _page(request, token)) is not None:
            return page
        response = get_response(request)
        if token and response.status_code == 405:
            return HttpResponseRedirect(_parent(request.path))
        return response

    return answer


def redirect_if_refused(
    request: HttpRequest, response: HttpResponseBase
) -> HttpResponseBase:
    """Store a refused form's page and redirect there; other responses are returned."""
    if response.status_code in {302, 303}:
        _forget_corrected(request, response)
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
    idempotency.store_answer(key, sealed, until=clock.of(request) + LIFE)
    query = request.GET.copy()
    query[PARAMETER] = token
    redirect = HttpResponseRedirect(f"{_own(request.path)}?{query.urlencode()}")
    redirect.status_code = 303
    redirect.headers["Cache-Control"] = "no-store, private"
    redirect.cookies = response.cookies
    return redirect


def _is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is a page that refuses one of the site's forms.

    A request whose body was never parsed is left alone: parsing it here could fail.
    """
    return (
        400 <= response.status_code < 500
        and response.status_code not in _NOT_CORRECTABLE
        and response.headers.get("Content-Type", "").startswith("text/html")
        and "_post" in request.__dict__
        and request.POST.get(FIELD, "\0").isprintable()
    )


def _page(request: HttpRequest, token: str) -> HttpResponse | None:
    key = _key(request, request.path, token)
    sealed = idempotency.stored_answer(key, clock.of(request))
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


def _forget_corrected(request: HttpRequest, response: HttpResponseBase) -> None:
    """Delete the stored page of a form that was accepted now."""
    referer = urlsplit(request.headers.get("Referer", ""))
    tokens = parse_qs(referer.query).get(PARAMETER, [])
    if (
        tokens
        and referer.path == request.path
        and PARAMETER not in response["Location"]
    ):
        idempotency.delete_answer(_key(request, request.path, tokens[0]))


def _reader(request: HttpRequest) -> str:
    """The signed-in officer or citizen; empty for everybody else."""
    if (officer := auth.officer_session_of(request)) is not None:
        return f"desk {officer.actor.id}"
    citizen = auth.citizen_session_of(request)
    return f"visitor {citizen.contact}" if citizen is not None else ""


def _key(request: HttpRequest, path: str, token: str) -> bytes:
    """The key of a stored page; needs the browser's CSRF cookie."""
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    text = msgspec.json.encode([browser, path, token])
    return hmac.digest(keys.derive(keys.session_key(), "refused"), text, "sha256")


def _own(path: str) -> str:
    """The path with one leading slash, so that it stays within the site."""
    return "/" + path.lstrip("/\\")


def _parent(path: str) -> str:
    """The page above an address that accepts only POST."""
    return _own(path.rstrip("/").rpartition("/")[0] + "/")
