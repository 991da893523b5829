"""What stands in a page that an officer leaves before they send it.

It lies beside their sessions and sealed like them, but in a row of its own: the page
that they go to is asked for in the same moment, and would write over what came in
meanwhile. It is theirs alone, a few pages at most, and gone when a session would be.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from balarea.people import auth, resubmission
from balarea.people.sessions import SessionStore
from balarea.vault import queries as vault

LEAVE = "leave"  # the action that the officers' script sends
PAGES = 5  # that were left with something typed in them; the oldest give way
AGE = auth.OFFICER_AGE + auth.KNOWN_ON


def is_leaving(request: HttpRequest) -> bool:
    """Whether this is no press, but a page that tells what stands in it."""
    return request.method == "POST" and request.POST.get("action") == LEAVE


def leave(request: HttpRequest) -> None:
    """Keep what stands in the page that sends to this address."""
    store, fields = _store(request), resubmission.sent(request)
    if fields:
        pages = _pages(store)
        pages.pop(request.path, None)
        latest = [*pages.items(), (request.path, fields)]
        _write(store, dict(latest[-PAGES:]))


def take(request: HttpRequest, path: str) -> Mapping[str, Sequence[str]]:
    """The fields of the page that sends to `path`, as it was left; given back once."""
    store = _store(request)
    pages = _pages(store)
    fields: resubmission.Fields = pages.pop(path, {})
    if fields:
        _write(store, pages)
    return fields


def _store(request: HttpRequest) -> SessionStore:
    """The row of whoever is signed in; nobody can guess under which key it lies."""
    index = vault.blind_index("unsent", str(request.user.pk))
    return SessionStore(session_key=index.hex()[:40])


def _pages(store: SessionStore) -> dict[str, Any]:
    key = store.session_key
    pages: dict[str, Any] = store.get("pages", {})
    store._session_key = key  # looking for what isn't there forgets the key
    return pages


def _write(store: SessionStore, pages: dict[str, Any]) -> None:
    store["pages"] = pages
    store.set_expiry(int(AGE.total_seconds()))
    store.save(must_create=not store.exists(store.session_key or ""))
