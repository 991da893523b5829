"""Public pages, kept in memory until anything is published.

A kept page is named by the revision of the catalogue, its whole address and the
language; nothing else can change it, and a new process begins with an empty shelf.
The language is read where the page itself reads it, and what came out in another one is
not kept: nobody can leave their page under the name that others ask for.
The revision is read from the database at each request, so a stale page is impossible,
but where the database doesn't answer: then a kept page goes on, and says how old it is.
Only answers that a view marked, without cookies, are kept, already compressed.
"""

import datetime as dt
import functools
import gzip
import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Concatenate

import brotli
import psycopg
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from psycopg import generators

from balarea.catalogue import queries
from balarea.foundation import clock
from balarea.people import networks
from balarea.ui.middleware import coding_of, language_of

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type Answer = Callable[[HttpRequest], HttpResponseBase]
type Key = tuple[str, str, str, str]  # path, query, scheme, language

PLACES = ("/layanan/", "/api/v1/services")
MAX_BYTES = 30_000_000  # for all kept pages of one process
MAX_ASKED = 12_000_000  # of these, for pages of searches and filters, half of it shared
# A page is compressed once and sent often; an answer to a search perhaps only once.
QUALITY, ASKED_QUALITY = 9, 4
# What differs from one answer to the next, or is worked out anew.
ANEW = frozenset({"content-length", "content-encoding", "date", "etag", "vary"})
_REVISION = queries.REVISION.encode()
# Seconds after which a page goes on without the database: all who read wait as long.
PATIENCE = 2.0
_MAIN = re.compile(rb"<main\b[^>]*>")


def _compress(body: bytes, encoding: str, quality: int) -> bytes:
    if encoding == "br":
        small: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
        return small
    return gzip.compress(body, compresslevel=quality, mtime=0)


class Kept:
    """One answer; compressed for browsers as they ask, and never kept plain."""

    def __init__(
        self,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        encoding: str,
        quality: int,
    ) -> None:
        self.headers = tuple(headers)
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        self._quality = quality
        self._encoded = {encoding: _compress(body, encoding, quality)}
        # Room for the other encoding too, which may follow.
        self.size = 2 * len(self._encoded[encoding]) + 1000

    def encoded(self, encoding: str) -> bytes:
        """As `br` or `gzip`, else plain."""
        found = self._encoded.get(encoding)
        if found is None:
            found = self._plain()
            if encoding:
                found = _compress(found, encoding, self._quality)
                self._encoded[encoding] = found
        return found

    def _plain(self) -> bytes:
        if (small := self._encoded.get("gzip")) is not None:
            return gzip.decompress(small)
        body: bytes = brotli.decompress(self._encoded["br"])
        return body


class Shelf:
    """The most recently asked pages, bounded in bytes.

    Addresses without a question are few. Questions have no end, so what one network
    alone asked for lies apart, within `alone`: there the network that holds most gives
    up its own oldest page. What a second network asks for is moved to the `shared`
    ones, where a single network can push out nothing.
    """

    def __init__(self, shared: int, alone: int = 0) -> None:
        self._most_shared, self._most_alone = shared, alone
        self._lock = Lock()
        self._shared: OrderedDict[Key, Kept] = OrderedDict()
        self._alone: OrderedDict[Key, tuple[str, Kept]] = OrderedDict()
        self._held: Counter[str] = Counter()  # bytes of `_alone` by network
        self._shared_size = 0
        self._revision = ""
        self.was_true_at: dt.datetime | None = None  # all that is kept here

    @property
    def size(self) -> int:
        return self._shared_size + self._held.total()

    def get(self, revision: str, key: Key, network: str = "") -> Kept | None:
        with self._lock:
            if revision != self._revision:
                self._empty(revision)
            if (found := self._shared.get(key)) is not None:
                self._shared.move_to_end(key)
                return found
            if (held := self._alone.get(key)) is None:
                return None
            holder, found = held
            if holder == network:
                self._alone.move_to_end(key)
            else:
                self._give_up(key)
                self._share(key, found)
            return found

    def old(self, key: Key) -> Kept | None:
        """What was kept, whether or not it still holds."""
        with self._lock:
            if (found := self._shared.get(key)) is not None:
                return found
            return self._alone[key][1] if key in self._alone else None

    def put(self, revision: str, key: Key, page: Kept, network: str = "") -> None:
        with self._lock:
            if revision != self._revision or key in self._shared:
                return
            self._give_up(key)
            if not self._most_alone:
                self._share(key, page)
                return
            self._alone[key] = network, page
            self._held[network] += page.size
            while self._held.total() > self._most_alone:
                [(most, _size)] = self._held.most_common(1)
                self._give_up(next(k for k, v in self._alone.items() if v[0] == most))

    def _share(self, key: Key, page: Kept) -> None:
        self._shared[key] = page
        self._shared_size += page.size
        while self._shared_size > self._most_shared:
            self._shared_size -= self._shared.popitem(last=False)[1].size

    def _give_up(self, key: Key) -> None:
        if (held := self._alone.pop(key, None)) is not None:
            holder, page = held
            self._held[holder] -= page.size
            if not self._held[holder]:
                del self._held[holder]

    def _empty(self, revision: str) -> None:
        self._shared.clear()
        self._alone.clear()
        self._held.clear()
        self._shared_size = 0
        self._revision = revision


pages = Shelf(MAX_BYTES - MAX_ASKED)
asked = Shelf(MAX_ASKED // 2, MAX_ASKED // 2)


def page[**P](view: View[P]) -> View[P]:
    """Mark a view whose good answers may be kept: they are the same for everybody."""

    @functools.wraps(view)
    def mark(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, no-cache"
            response.__dict__["is_kept"] = True
        return response

    return mark


def keep(get_response: Answer) -> Answer:
    """The first door of all: answer from the shelf, or keep what comes back."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        revision = _revision() if _may_be_kept(request) else ""
        if revision == "":
            return get_response(request)
        key = _key(request)
        shelf, quality, network = pages, QUALITY, ""
        if key[1]:
            shelf, quality = asked, ASKED_QUALITY
            network = networks.network_of(request)
        at = clock.now()
        if revision is None:
            return _old(shelf, key, at) or get_response(request)
        found = shelf.get(revision, key, network)
        shelf.was_true_at = at
        if found is None:
            response = _plain(get_response, request)
            found = _kept(response, key[-1], _coding(request), quality)
            if found is None:
                return response
            shelf.put(revision, key, found, network)
        return _answer(request, found)

    return serve


def _may_be_kept(request: HttpRequest) -> bool:
    path = request.path
    if request.method not in {"GET", "HEAD"} or not (
        path == "/" or path.startswith(PLACES)
    ):
        return False
    # By a charset of the asker's own, the same address would be read as another one.
    if request.encoding is not None:
        return False
    try:
        request.get_host()  # no page names it, but one that is not ours gets none
    except DisallowedHost:
        return False
    return True


def _key(request: HttpRequest) -> Key:
    return (
        request.path,
        request.META.get("QUERY_STRING", ""),
        request.scheme or "",
        language_of(request),
    )


def _revision() -> str | None:
    """`queries.revision()` by the driver itself: one round trip and nothing else.

    By way of a cursor it would be two fifths more work to answer with a kept page.
    None if the database doesn't answer.
    """
    try:
        connection.ensure_connection()
        driver: psycopg.Connection = connection.connection
        driver.pgconn.send_query_params(_REVISION, None)
        [told] = driver.wait(generators.execute(driver.pgconn), timeout=PATIENCE)
        if told.status == psycopg.pq.ExecStatus.TUPLES_OK:
            if not told.ntuples:
                return ""
            number, digest = (told.get_value(0, n) or b"" for n in (0, 1))
            return queries.sound(int(number), digest.decode())
    except (psycopg.Error, DatabaseError):
        connection.close()
        return None
    # Whatever is wrong, the ordinary way tells it better.
    connection.close()
    return ""


def _old(shelf: Shelf, key: Key, at: dt.datetime) -> HttpResponse | None:
    """A kept page that nobody can vouch for now, with a word on its age."""
    page = shelf.old(key)
    if page is None or shelf.was_true_at is None:
        return None
    body, headers = page.encoded(""), dict(page.headers)
    if headers.get("Content-Type", "").startswith("text/html"):
        with translation.override(key[-1]):
            note = render_to_string("catalogue/old.html", {"at": shelf.was_true_at})
        body = _MAIN.sub(lambda main: main[0] + note.encode(), body, count=1)
    age = max(0, int((at - shelf.was_true_at).total_seconds()))
    told = {"Age": str(age), "Cache-Control": "no-store", "Vary": "Cookie"}
    return HttpResponse(body, headers={**headers, **told})


def _plain(get_response: Answer, request: HttpRequest) -> HttpResponseBase:
    """The answer without compression: it is compressed once, and better, here."""
    accepted = request.META.pop("HTTP_ACCEPT_ENCODING", None)
    request.__dict__.pop("headers", None)
    try:
        return get_response(request)
    finally:
        if accepted is not None:
            request.META["HTTP_ACCEPT_ENCODING"] = accepted
            request.__dict__.pop("headers", None)


def _kept(
    response: HttpResponseBase, language: str, encoding: str, quality: int
) -> Kept | None:
    if not isinstance(response, HttpResponse) or response.cookies:
        return None
    if not response.__dict__.get("is_kept") or response.status_code != 200:
        return None
    if response.headers.get("Content-Language") != language:
        return None
    headers = (pair for pair in response.items() if pair[0].lower() not in ANEW)
    return Kept(headers, response.content, encoding or "gzip", quality)


def _coding(request: HttpRequest) -> str:
    return coding_of(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def _answer(request: HttpRequest, page: Kept) -> HttpResponse:
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
        told = [pair for pair in page.headers if pair[0] != "Content-Type"]
    else:
        encoding = _coding(request)
        body = page.encoded(encoding)
        response = HttpResponse(body)
        response.headers["Content-Length"] = str(len(body))
        if encoding:
            response.headers["Content-Encoding"] = encoding
        told = list(page.headers)
    for name, value in told:
        response.headers[name] = value
    response.headers["ETag"] = page.etag
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response
