"""A form that is sent twice is answered twice with the response of the first time.

Every view that takes a POST is decorated: `once` stores the first response for a few
minutes and repeats it; `idempotent` states why doing it again is harmless.
`tests/architecture/test_repeats.py` finds views without either.
"""

import datetime as dt
import functools
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balarea.foundation import clock, idempotency
from balarea.people import refused_forms
from balarea.people.auth import View
from balarea.people.sessions import SessionStore
from balarea.vault import keys

FIELD = refused_forms.FIELD
ONCE = "gets the first answer again"
_BOUND = b"first answer "
# For a second tap, or a browser that sends again after a broken connection.
REPEATED = dt.timedelta(minutes=10)
# A refused form is soon sent again on purpose: only a second tap is a duplicate.
REFUSED = dt.timedelta(seconds=10)


class Answer(msgspec.Struct):
    """A stored response; `content` only where the view asks for it."""

    status: int
    headers: list[tuple[str, str]]
    cookies: list[tuple[str, str, dict[str, str]]]
    session: str | None
    content: bytes = b""


def idempotent[F: Callable[..., HttpResponseBase]](why: str) -> Callable[[F], F]:
    """Declare that repeating the request changes nothing more and is answered alike."""

    def mark(view: F) -> F:
        view.__dict__["repeated"] = why
        return view

    return mark


def once[**P](view: View[P]) -> View[P]:
    """Repeat the first redirect for the same form sent again by the same browser.

    A refused form can be sent again after a few seconds.
    """
    return _repeating(view, stores_pages=False)


def once_with_page[**P](view: View[P]) -> View[P]:
    """The same for a view that answers with a page that is shown only once."""
    return _repeating(view, stores_pages=True)


def _repeating[**P](view: View[P], *, stores_pages: bool) -> View[P]:
    @functools.wraps(view)
    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if request.method != "POST" or not request.POST.get(FIELD):
            return view(request, *args, **kwargs)
        key = _key(request)
        with idempotency.locked(key):
            if sealed := idempotency.stored_answer(key, clock.of(request)):
                return _repeat(request, key, sealed)
            response = view(request, *args, **kwargs)
            redirected = refused_forms.redirect_if_refused(request, response)
            if _is_redirect(redirected) or (
                stores_pages and redirected.status_code == 200
            ):
                life = REPEATED if redirected is response else REFUSED
                _store(request, key, redirected, until=clock.of(request) + life)
            return redirected

    answer.__dict__["repeated"] = ONCE
    return answer


def first_answer_of(request: HttpRequest) -> HttpResponse | None:
    """The first response to a form whose CSRF token a sign-in has replaced meanwhile.

    Such a form doesn't prove its origin, so the response must be of the same session.
    """
    if request.method != "POST" or not request.POST.get(FIELD):
        return None
    key = _key(request)
    sealed = idempotency.stored_answer(key, clock.of(request))
    if sealed is None or _open(key, sealed).session != request.session.session_key:
        return None
    return _repeat(request, key, sealed)


def _key(request: HttpRequest, session: str | None = None) -> bytes:
    """A keyed hash of the cookie (or `session`), the address and all that was sent.

    The form's own key is new on each page and secret: it keeps an attacker who planted
    a session cookie in somebody's browser from asking for the response.
    """
    digest = hmac.new(keys.derive(keys.session_key(), "repeats"), digestmod="sha256")
    cookie = session or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    for part in (cookie, request.get_full_path()):
        digest.update(hashlib.sha256(part.encode()).digest())
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            field = msgspec.json.encode([name, request.POST.getlist(name)])
            digest.update(hashlib.sha256(field).digest())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            content = hashlib.sha256(f"{name}|{file.name}|".encode())
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            digest.update(content.digest())
    return digest.digest()


def _is_redirect(response: HttpResponseBase) -> bool:
    return response.status_code in {302, 303}


def _store(
    request: HttpRequest, key: bytes, response: HttpResponseBase, until: dt.datetime
) -> None:
    """Store the response, after the session that a repeated one may adopt.

    If the session is new, a second tap may come with the old cookie or the new one.
    """
    session = request.session
    if session.modified and not session.is_empty():
        session.save()
    answer = Answer(
        status=response.status_code,
        headers=[*response.headers.items()],
        cookies=[
            (name, morsel.value, {k: str(v) for k, v in morsel.items() if v})
            for name, morsel in response.cookies.items()
        ],
        session=session.session_key,
        content=b"" if _is_redirect(response) else _content(response),
    )
    text = msgspec.msgpack.encode(answer)
    for one in {key, _key(request, session.session_key)}:
        sealed = keys.encrypt(keys.session_key(), text, _BOUND + one)
        idempotency.store_answer(one, sealed, until)


def _content(response: HttpResponseBase) -> bytes:
    return response.content if isinstance(response, HttpResponse) else b""


def _open(key: bytes, sealed: bytes) -> Answer:
    text = keys.decrypt(keys.session_key(), sealed, _BOUND + key)
    return msgspec.msgpack.decode(text, type=Answer)


def _repeat(request: HttpRequest, key: bytes, sealed: bytes) -> HttpResponse:
    answer = _open(key, sealed)
    response = HttpResponse(answer.content, status=answer.status)
    for name, value in answer.headers:
        response.headers[name] = value
    for name, value, attributes in answer.cookies:
        response.cookies[name] = value
        response.cookies[name].update(attributes)
    if answer.session != request.session.session_key:
        _adopt_session(request, answer.session)
    return response


def _adopt_session(request: HttpRequest, session: str | None) -> None:
    """Adopt the session that the first response started; flush if it ended it.

    At a second tap browsers drop the first response with its cookie.
    """
    if session is None:
        request.session.flush()
        return
    store: Any = SessionStore(session)
    if store.is_empty():
        return  # it has ended meanwhile
    store.modified = True
    request.session = store
