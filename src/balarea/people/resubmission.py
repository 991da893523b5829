"""Form input that is saved while its sender signs in again.

A session that is over still names its owner, for `auth.RESUBMISSION_PERIOD`. A form
sent in that time changes nothing, but its fields are saved in the sealed session until
the same person has signed in and the page takes them. Anybody else who signs in there
gets an empty session.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

SAVED, CONTACT = "held", "contact"
UNSENT = "unsent"  # a form came too late and was not saved
LATE = "terlambat"  # in an address: the same, for a browser without a session
START = "beginning"  # the service to begin after signing in
# In characters, of all fields together; far more than any page accepts.
LIMIT = 100_000
# New on each page; old values would be refused.
PAGE_FIELDS = {"csrfmiddlewaretoken", "idempotency_key"}

type Fields = dict[str, list[str]]


def save(request: HttpRequest, *, is_shown_again: bool) -> bool:
    """Save what was sent if the session still names its owner; whether it was saved.

    Without `is_shown_again` only the fact that something was sent is noted.
    """
    owner, fields = _owner(request), submitted_fields(request)
    if owner and fields and is_shown_again:
        form = {"owner": owner, "path": request.path, "fields": fields}
        request.session[SAVED] = form
        return True
    if owner:
        request.session[UNSENT] = True
    return False


def submitted_fields(request: HttpRequest) -> Fields:
    """The fields that were typed; empty if they are longer than `LIMIT`."""
    fields = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in PAGE_FIELDS
    }
    size = sum(len(value) for values in fields.values() for value in values)
    return fields if size <= LIMIT else {}


def sign_in_notice(request: HttpRequest, mark: str) -> str:
    """What a sign-in page says to the owner of a session that is over.

    `mark`: the key that every session of this kind (citizen or officer) has.

    TYPED: the input is saved; UNSENT: the input is lost; OVER: the session is over;
    empty for everybody else.
    """
    if mark not in request.session or not has_owner(request):
        return "UNSENT" if LATE in request.GET else ""
    if SAVED in request.session:
        return "TYPED"
    return "UNSENT" if UNSENT in request.session else "OVER"


def has_owner(request: HttpRequest) -> bool:
    """Whether the session still names its owner."""
    return bool(_owner(request))


def start_session(request: HttpRequest, owner: str) -> None:
    """Start an empty session under a new key.

    Only input saved for `owner` stays, and the service to begin after signing in.
    """
    form: dict[str, Any] | None = request.session.get(SAVED)
    start = request.session.get(START)
    request.session.flush()
    if form and form["owner"] == owner:
        request.session[SAVED] = form
    if start:
        request.session[START] = start


def take(request: HttpRequest, path: str) -> Mapping[str, Sequence[str]]:
    """Return and delete the fields that were sent to `path` too late."""
    form: dict[str, Any] | None = request.session.get(SAVED)
    if not form or form["path"] != path:
        return {}
    del request.session[SAVED]
    fields: Fields = form["fields"]
    return fields


def remember_start(request: HttpRequest, service: str, key: str) -> None:
    """Store the service to begin after signing in, with its idempotency key."""
    request.session[START] = {"service": service, "key": key}


def take_start(request: HttpRequest, service: str) -> str:
    """Return and delete the key of this service's start; empty if there is none."""
    start: dict[str, str] = request.session.get(START, {})
    if start.get("service") != service:
        return ""
    del request.session[START]
    return start["key"]


def owner_of(account: Any, contact: object) -> str:
    """The owner of a session: the account, else the contact."""
    return f"account {account.pk}" if account is not None else f"contact {contact}"


def _owner(request: HttpRequest) -> str:
    account = request.user if request.user.is_authenticated else None
    contact = request.session.get(CONTACT)
    return owner_of(account, contact) if account or contact else ""
