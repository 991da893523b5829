"""What somebody typed into a page, held while they sign in anew.

A session that is over still tells whose it was, for `doors.KNOWN_ON` longer. A press
that comes in that time does nothing, but its fields wait in the session, sealed like
all of it, until the same person is back and their page takes them. Whoever else signs
in there begins an empty session and never sees them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

HELD, CONTACT = "held", "contact"
UNSENT = "unsent"  # a press came too late, and nothing of it could be kept
LATE = "terlambat"  # in an address: the same, of a browser that we don't know
BEGINNING = "beginning"  # what somebody wants to begin once they are signed in
# In characters, of all fields together; far more than any page of ours takes.
LIMIT = 100_000
# Made anew with each page; an old one would only be refused.
OF_THE_PAGE = {"csrfmiddlewaretoken", "idempotency_key"}

type Fields = dict[str, list[str]]


def hold(request: HttpRequest, *, is_shown_again: bool) -> bool:
    """Keep what was sent, if the session still tells whose it was; whether it did.

    What its page doesn't show again isn't kept; that it came too late is.
    """
    owner, fields = _owner(request), sent(request)
    if owner and fields and is_shown_again:
        kept = {"owner": owner, "path": request.path, "fields": fields}
        request.session[HELD] = kept
        return True
    if owner:
        request.session[UNSENT] = True
    return False


def sent(request: HttpRequest) -> Fields:
    """What was typed into the page, if it isn't too much; empty if it is."""
    fields = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in OF_THE_PAGE
    }
    size = sum(len(value) for values in fields.values() for value in values)
    return fields if size <= LIMIT else {}


def notice(request: HttpRequest, mark: str) -> str:
    """What a sign-in page says to whoever was here a while ago.

    `mark` is what every session of its door holds.

    TYPED: what they typed waits for them; UNSENT: it was not sent and is gone; OVER:
    their session is; empty for strangers.
    """
    if mark not in request.session or not is_known(request):
        return "UNSENT" if LATE in request.GET else ""
    if HELD in request.session:
        return "TYPED"
    return "UNSENT" if UNSENT in request.session else "OVER"


def is_known(request: HttpRequest) -> bool:
    """Whether the session still tells whose it was."""
    return bool(_owner(request))


def renew(request: HttpRequest, owner: str) -> None:
    """Begin an empty session under a new key.

    Only what was held for `owner` stays, and which service they were about to begin.
    """
    kept: dict[str, Any] | None = request.session.get(HELD)
    beginning = request.session.get(BEGINNING)
    request.session.flush()
    if kept and kept["owner"] == owner:
        request.session[HELD] = kept
    if beginning:
        request.session[BEGINNING] = beginning


def take(request: HttpRequest, path: str) -> Mapping[str, Sequence[str]]:
    """The fields that were sent to `path` too late; they are given back once."""
    kept: dict[str, Any] | None = request.session.get(HELD)
    if not kept or kept["path"] != path:
        return {}
    del request.session[HELD]
    fields: Fields = kept["fields"]
    return fields


def begin_later(request: HttpRequest, service: str, key: str) -> None:
    """Remember which service somebody began before they signed in."""
    request.session[BEGINNING] = {"service": service, "key": key}


def begun(request: HttpRequest, service: str) -> str:
    """The key under which they began it, once; empty if they didn't."""
    kept: dict[str, str] = request.session.get(BEGINNING, {})
    if kept.get("service") != service:
        return ""
    del request.session[BEGINNING]
    return kept["key"]


def owner_of(account: Any, contact: object) -> str:
    """Whose a session is: the account's, else the contact's alone."""
    return f"account {account.pk}" if account is not None else f"contact {contact}"


def _owner(request: HttpRequest) -> str:
    account = request.user if request.user.is_authenticated else None
    contact = request.session.get(CONTACT)
    return owner_of(account, contact) if account or contact else ""
