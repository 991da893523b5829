"""What an officer has typed into a page and left without sending it.

The officers' script sends it when they leave the page. It is stored like a session,
sealed and with the same expiry, but in a row of its own for each officer: the request
for the next page runs at the same time and would overwrite it in the session.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from balarea.people import auth, resubmission
from balarea.people.sessions import SessionStore
from balarea.vault import queries as vault

SAVE_ACTION = "leave"  # that the officers' script sends
PAGES = 5  # stored for each officer; the oldest are dropped
AGE = auth.OFFICER_AGE + auth.RESUBMISSION_PERIOD


def is_save_request(request: HttpRequest) -> bool:
    """Whether the script sent this to save input, not a person to act on it."""
    return request.method == "POST" and request.POST.get("action") == SAVE_ACTION


def save(request: HttpRequest) -> None:
    """Store the input of the page whose form posts to this address."""
    store, fields = _store(request), resubmission.submitted_fields(request)
    if fields:
        pages = _pages(store)
        pages.pop(request.path, None)
        latest = [*pages.items(), (request.path, fields)]
        _write(store, dict(latest[-PAGES:]))


def take(request: HttpRequest, path: str) -> Mapping[str, Sequence[str]]:
    """Return and delete the input of the page whose form posts to `path`."""
    store = _store(request)
    pages = _pages(store)
    fields: resubmission.Fields = pages.pop(path, {})
    if fields:
        _write(store, pages)
    return fields


def _store(request: HttpRequest) -> SessionStore:
    """The row of the signed-in account, under a key that can't be guessed."""
    index = vault.blind_index("unsent", str(request.user.pk))
    return SessionStore(session_key=index.hex()[:40])


def _pages(store: SessionStore) -> dict[str, Any]:
    key = store.session_key
    pages: dict[str, Any] = store.get("pages", {})
    store._session_key = key  # a store without a row drops its key
    return pages


def _write(store: SessionStore, pages: dict[str, Any]) -> None:
    store["pages"] = pages
    store.set_expiry(int(AGE.total_seconds()))
    store.save(must_create=not store.exists(store.session_key or ""))
