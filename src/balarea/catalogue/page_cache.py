"""Public pages, cached in memory until anything is published.

A cached page is identified by the catalogue's revision, its whole address and the
language. Only time changes it besides, on pages that say whether a desk is open: they
have an `Expires` until which that is true, and are rendered anew from then on. A new
process begins with an empty cache. The language is read where the page itself reads it,
and a page that came out in another language is not cached, so nobody can store a page
under a key that others request.
The revision is read from the database at each request, so a page is never stale, unless
the database doesn't answer: then the cached page is sent with a notice of its age.
Only responses of views marked `cacheable` that set no cookie are cached, compressed.
"""

import datetime as dt
import functools
import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Concatenate

import brotli
import psycopg
from django.core.exceptions import DisallowedHost
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import parse_http_date_safe
from psycopg import generators

from balarea.catalogue import editions
from balarea.foundation import clock
from balarea.ui.middleware import coding_of, language_of

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type GetResponse = Callable[[HttpRequest], HttpResponseBase]
type Key = tuple[str, str, str, str]  # path, query, scheme, language

PREFIXES = (
    *("/layanan/", "/api/v1/services", "/api/v1/catalogue.jsonld"),
    *("/skema/", "/sitemap.xml"),
)
MAX_BYTES = 18_000_000  # of pages without a query, in one process
MAX_QUERY_BYTES = 12_000_000  # of searches and filters, whose number has no limit
# A page is compressed once and sent often; the result of a search perhaps only once.
QUALITY, QUERY_QUALITY = 9, 4
# What `cacheable` declares, to browsers and proxies as well: ask before using a copy.
CACHE_CONTROL = "public, no-cache"
# Headers that differ from one response to the next, or are computed anew.
RECOMPUTED = frozenset({"content-length", "content-encoding", "date", "etag", "vary"})
_REVISION = editions.REVISION.encode()
# Seconds after which a page is sent without the database: every reader waits as long.
DATABASE_TIMEOUT = 2.0
_MAIN = re.compile(rb"<main\b[^>]*>")


def _compress(body: bytes, encoding: str, quality: int) -> bytes:
    if encoding == "br":
        compressed: bytes = brotli.compress(
            body, mode=brotli.MODE_TEXT, quality=quality
        )
        return compressed
    return gzip.compress(body, compresslevel=quality, mtime=0)


class CachedPage:
    """One response, compressed as browsers request it, and never stored plain."""

    def __init__(
        self,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        encoding: str,
        quality: int,
    ) -> None:
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        self.headers = dict(headers)
        self.headers |= {"ETag": self.etag, "Vary": "Accept-Encoding, Cookie"}
        # In seconds since 1970; None for a page that time doesn't change.
        self.expires = parse_http_date_safe(self.headers.get("Expires", ""))
        self._quality = quality
        self._encoded = {encoding: _compress(body, encoding, quality)}
        self._response_headers: dict[str, ResponseHeaders] = {}
        # Reserved for the other encoding too, which may follow.
        self.size = 2 * len(self._encoded[encoding]) + 1000

    def has_expired(self, at: dt.datetime) -> bool:
        return self.expires is not None and at.timestamp() >= self.expires

    def encoded(self, encoding: str) -> bytes:
        """As `br` or `gzip`, else plain."""
        body = self._encoded.get(encoding)
        if body is None:
            body = self._plain()
            if encoding:
                body = _compress(body, encoding, self._quality)
                self._encoded[encoding] = body
        return body

    def response_headers(self, encoding: str) -> ResponseHeaders:
        """Of a response with `encoded(encoding)` as its body."""
        headers = self._response_headers.get(encoding)
        if headers is None:
            length = str(len(self.encoded(encoding)))
            headers = ResponseHeaders({**self.headers, "Content-Length": length})
            if encoding:
                headers["Content-Encoding"] = encoding
            self._response_headers[encoding] = headers
        return headers

    def _plain(self) -> bytes:
        if (compressed := self._encoded.get("gzip")) is not None:
            return gzip.decompress(compressed)
        body: bytes = brotli.decompress(self._encoded["br"])
        return body


class PageCache:
    """The most recently used pages of one revision, bounded in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = Lock()
        self._pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self._revision = ""
        self.size = 0
        self.validated_at: dt.datetime | None = None  # last time the revision was read

    def get(self, revision: str, key: Key) -> CachedPage | None:
        with self._lock:
            if revision != self._revision:
                self._clear(revision)
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def get_stale(self, key: Key) -> CachedPage | None:
        """What is cached, whether or not its revision is still the newest."""
        with self._lock:
            return self._pages.get(key)

    def put(
        self, revision: str, key: Key, page: CachedPage, at: dt.datetime | None = None
    ) -> None:
        """Cache a page, also in the place of one that has expired."""
        with self._lock:
            before = self._pages.get(key)
            if before is not None and at is not None and before.has_expired(at):
                self.size -= self._pages.pop(key).size
            if revision != self._revision or key in self._pages:
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self._max_bytes:
                self.size -= self._pages.popitem(last=False)[1].size

    def _clear(self, revision: str) -> None:
        self._pages.clear()
        self.size = 0
        self._revision = revision


# Two, so that searches, whose number isn't limited, evict no other page.
pages = PageCache(MAX_BYTES)
query_pages = PageCache(MAX_QUERY_BYTES)


def cacheable[**P](view: View[P]) -> View[P]:
    """Mark a view whose successful responses don't depend on the person."""

    @functools.wraps(view)
    def mark(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response.headers["Cache-Control"] = CACHE_CONTROL
        return response

    return mark


def serve_cached(get_response: GetResponse) -> GetResponse:
    """The outermost middleware: respond from the cache, or fill it."""

    def serve(request: HttpRequest) -> HttpResponseBase:
        with editions.one_revision():
            return _serve(request, get_response)

    return serve


def _serve(request: HttpRequest, get_response: GetResponse) -> HttpResponseBase:
    if not _may_be_cached(request):
        return get_response(request)
    revision = _revision()
    if revision == "":
        return get_response(request)
    key = _key(request)
    cache, quality = (query_pages, QUERY_QUALITY) if key[1] else (pages, QUALITY)
    if revision is None:
        return _stale_response(cache, key) or get_response(request)
    page, now = cache.get(revision, key), clock.now()
    cache.validated_at = now
    if page is None or page.has_expired(now):
        response = _uncompressed(get_response, request)
        page = _page_of(response, key[-1], _coding(request), quality)
        if page is None:
            return response
        cache.put(revision, key, page, now)
    return _response(request, page)


def _may_be_cached(request: HttpRequest) -> bool:
    path = request.path
    is_public = path == "/" or path.startswith(PREFIXES)
    if not is_public or request.method not in {"GET", "HEAD"}:
        return False
    # With a charset of the client's own, the same address would be read differently.
    if request.encoding is not None:
        return False
    try:
        request.get_host()  # no page shows it, but a foreign host name gets none
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
    """`queries.revision()` by libpq: one round trip, without Django's cursor.

    A cursor would add two fifths to the cost of a response from the cache. Empty if
    nothing is published or the answer is unexpected, None if the database is silent.
    """
    try:
        database = connections[DEFAULT_DB_ALIAS]
        database.ensure_connection()
        driver: psycopg.Connection = database.connection
        driver.pgconn.send_query_params(_REVISION, None)
        [result] = driver.wait(
            generators.execute(driver.pgconn), timeout=DATABASE_TIMEOUT
        )
        if result.status == psycopg.pq.ExecStatus.TUPLES_OK:
            if not result.ntuples:
                return ""
            number, digest = (result.get_value(0, n) or b"" for n in (0, 1))
            return editions.sound(int(number), digest.decode())
    except (psycopg.Error, DatabaseError):
        connection.close()
        return None
    # Whatever is wrong, the ordinary query reports it better.
    connection.close()
    return ""


def _stale_response(cache: PageCache, key: Key) -> HttpResponse | None:
    """A cached page that can't be validated now, with a notice of its age."""
    page, validated_at = cache.get_stale(key), cache.validated_at
    if page is None or validated_at is None:
        return None
    body, headers = page.encoded(""), dict(page.headers)
    if headers.get("Content-Type", "").startswith("text/html"):
        with translation.override(key[-1]):
            note = render_to_string("catalogue/old.html", {"at": validated_at})
        body = _MAIN.sub(lambda main: main[0] + note.encode(), body, count=1)
    age = max(0, int((clock.now() - validated_at).total_seconds()))
    del headers["ETag"]
    headers |= {"Age": str(age), "Cache-Control": "no-store", "Vary": "Cookie"}
    return HttpResponse(body, headers=headers)


def _uncompressed(get_response: GetResponse, request: HttpRequest) -> HttpResponseBase:
    """The response without compression: here it is compressed once, and better."""
    accepted = request.META.pop("HTTP_ACCEPT_ENCODING", None)
    request.__dict__.pop("headers", None)
    try:
        return get_response(request)
    finally:
        if accepted is not None:
            request.META["HTTP_ACCEPT_ENCODING"] = accepted
            request.__dict__.pop("headers", None)


def _page_of(
    response: HttpResponseBase, language: str, encoding: str, quality: int
) -> CachedPage | None:
    """The page to cache; None for a response that isn't public."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return None
    if response.cookies:
        return None
    if response.headers.get("Cache-Control") != CACHE_CONTROL:
        return None
    if response.headers.get("Content-Language") != language:
        return None
    headers = (pair for pair in response.items() if pair[0].lower() not in RECOMPUTED)
    return CachedPage(headers, response.content, encoding or "gzip", quality)


def _coding(request: HttpRequest) -> str:
    return coding_of(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def _response(request: HttpRequest, page: CachedPage) -> HttpResponse:
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304, headers=page.headers)
        del response.headers["Content-Type"]
        return response
    encoding = _coding(request)
    response = HttpResponse(page.encoded(encoding))
    # Shared by all responses, because encoding each header anew takes a tenth of the
    # time: nothing outside of this middleware may change it.
    response.headers = page.response_headers(encoding)
    return response
