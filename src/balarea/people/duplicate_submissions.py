"""What a form that is sent twice is answered: a second tap gets the first one's result.

Every view that takes a POST says which of two ways it takes: `once` keeps the first
answer for a few minutes and gives it again, `same` says why doing it again comes to
the same anyway. `tests/architecture/test_repeats.py` finds a view that says neither.
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
# A second tap, or a browser that sends again after a broken connection.
REPEATED = dt.timedelta(minutes=10)
# What was refused is tried again soon: only the second tap is the same try.
REFUSED = dt.timedelta(seconds=10)


class Answer(msgspec.Struct):
    """An answer with the cookies that it set. A page is kept where it is asked for."""

    status: int
    headers: list[tuple[str, str]]
    cookies: list[tuple[str, str, dict[str, str]]]
    session: str | None
    content: bytes = b""


def same[F: Callable[..., HttpResponseBase]](why: str) -> Callable[[F], F]:
    """Declare that doing it again changes nothing and is answered alike."""

    def mark(view: F) -> F:
        view.__dict__["repeated"] = why
        return view

    return mark


def once[**P](view: View[P]) -> View[P]:
    """Answer the same form, sent again from the same browser, as the first time.

    What was refused is tried again, once the second tap can't be the same try.
    """
    return _answering(view, keeps_pages=False)


def once_with_page[**P](view: View[P]) -> View[P]:
    """The same, of a view that answers with what is shown this one time."""
    return _answering(view, keeps_pages=True)


def _answering[**P](view: View[P], *, keeps_pages: bool) -> View[P]:
    @functools.wraps(view)
    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if request.method != "POST" or not request.POST.get(FIELD):
            return view(request, *args, **kwargs)
        key = _key(request)
        with idempotency.alone(key):
            if kept := idempotency.first_answer(key, clock.of(request)):
                return _again(request, key, kept)
            response = view(request, *args, **kwargs)
            led = refused_forms.to_page(request, response)
            if _leads_on(led) or (keeps_pages and led.status_code == 200):
                life = REPEATED if led is response else REFUSED
                _keep(request, key, led, until=clock.of(request) + life)
            return led

    answer.__dict__["repeated"] = ONCE
    return answer


def again(request: HttpRequest) -> HttpResponse | None:
    """What a form got the first time, if signing in made its token old meanwhile.

    Such a form proves nothing of where it came from, so it takes over no session.
    """
    if request.method != "POST" or not request.POST.get(FIELD):
        return None
    key = _key(request)
    kept = idempotency.first_answer(key, clock.of(request))
    if kept is None or _opened(key, kept).session != request.session.session_key:
        return None
    return _again(request, key, kept)


def _key(request: HttpRequest, session: str | None = None) -> bytes:
    """The fingerprint of who sends what to where: by its cookie, or by `session`.

    The key within the form is fresh in each page and known to its reader only: whoever
    planted a session in somebody's browser still can't ask for the answer.
    """
    found = hmac.new(keys.derive(keys.session_key(), "repeats"), digestmod="sha256")
    cookie = session or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    for part in (cookie, request.get_full_path()):
        found.update(hashlib.sha256(part.encode()).digest())
    for name in sorted(request.POST):
        if name != "csrfmiddlewaretoken":
            field = msgspec.json.encode([name, request.POST.getlist(name)])
            found.update(hashlib.sha256(field).digest())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            content = hashlib.sha256(f"{name}|{file.name}|".encode())
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            found.update(content.digest())
    return found.digest()


def _leads_on(response: HttpResponseBase) -> bool:
    return response.status_code in {302, 303}


def _keep(
    request: HttpRequest, key: bytes, response: HttpResponseBase, until: dt.datetime
) -> None:
    """Keep the answer; the session first, which the next one may go on with.

    Where that one is new, the second tap comes with the old cookie or with the new.
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
        content=b"" if _leads_on(response) else _content(response),
    )
    text = msgspec.msgpack.encode(answer)
    for one in {key, _key(request, session.session_key)}:
        sealed = keys.encrypt(keys.session_key(), text, _BOUND + one)
        idempotency.keep_answer(one, sealed, until)


def _content(response: HttpResponseBase) -> bytes:
    return response.content if isinstance(response, HttpResponse) else b""


def _opened(key: bytes, kept: bytes) -> Answer:
    text = keys.decrypt(keys.session_key(), kept, _BOUND + key)
    return msgspec.msgpack.decode(text, type=Answer)


def _again(request: HttpRequest, key: bytes, kept: bytes) -> HttpResponse:
    answer = _opened(key, kept)
    response = HttpResponse(answer.content, status=answer.status)
    for name, value in answer.headers:
        response.headers[name] = value
    for name, value, attributes in answer.cookies:
        response.cookies[name] = value
        response.cookies[name].update(attributes)
    if answer.session != request.session.session_key:
        _go_on_with(request, answer.session)
    return response


def _go_on_with(request: HttpRequest, session: str | None) -> None:
    """Take over the session that the first answer began, or ended.

    The browser may have dropped the first answer, cookie and all, at the second tap.
    """
    if session is None:
        request.session.flush()
        return
    store: Any = SessionStore(session)
    if store.is_empty():
        return  # it ended meanwhile
    store.modified = True
    request.session = store
