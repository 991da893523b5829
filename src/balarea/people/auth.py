"""Who stands before a page: resolved once a request, asked by every room above."""

import dataclasses
import datetime as dt
import functools
import ipaddress
from collections.abc import Callable
from typing import Any, Concatenate
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor
from balarea.people import queries, resubmission
from balarea.people.queries import Scope

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

CITIZEN_AGE = dt.timedelta(hours=24)
# A desk is a shared machine more often than a phone is: shorter, and not left alone.
OFFICER_AGE = dt.timedelta(hours=8)
OFFICER_IDLE = dt.timedelta(minutes=30)
# So long after its end a session opens nothing, but tells whose it was; see `held`.
KNOWN_ON = dt.timedelta(hours=24)
# Changing how one signs in asks for a sign-in that is no older than this.
FRESH = dt.timedelta(minutes=30)
# How exactly the last request of an officer is remembered; saves a write each page.
SEEN_STEP = dt.timedelta(minutes=1)

CONTACT, SINCE, SEEN = resubmission.CONTACT, "since", "seen"
BACK = "back"  # our own page to which somebody returns who went to prove a contact


@dataclasses.dataclass(frozen=True, slots=True)
class CitizenSession:
    """A citizen at a page: everything of theirs belongs to one of `contacts`."""

    actor: Actor
    contact: UUID
    contacts: frozenset[UUID]
    masked: str
    language: str


@dataclasses.dataclass(frozen=True, slots=True)
class OfficerSession:
    """An officer at a page, with rights resolved."""

    scope: Scope
    actor: Actor


def citizen_session_of(request: HttpRequest) -> CitizenSession | None:
    """Who signed in by a code or a passkey; None for everybody else."""
    return _once(request, "_visitor", _find_citizen_session)


def officer_session_of(request: HttpRequest) -> OfficerSession | None:
    """The officer who signed in and is still in time; None for everybody else."""
    return _once(request, "_desk", _find_officer_session)


def resolved_officer_session(request: HttpRequest) -> OfficerSession | None:
    """The desk, if the page asked for it; None also where nobody asked."""
    found: OfficerSession | None = request.__dict__.get("_desk")
    return found


def require_citizen_session(request: HttpRequest) -> CitizenSession:
    """The visitor of a page behind `citizen_required`."""
    visitor = citizen_session_of(request)
    if visitor is None:
        raise NotPermitted
    return visitor


def require_officer_session(request: HttpRequest) -> OfficerSession:
    """The desk of a page behind `officer_required`."""
    desk = officer_session_of(request)
    if desk is None:
        raise NotPermitted
    return desk


def shows_input_again[**P](view: View[P]) -> View[P]:
    """Mark a view whose page shows again what was typed: see `held`."""
    view.__dict__["shows_input_again"] = True
    return view


def citizen_required[**P](view: View[P]) -> View[P]:
    """Lead to `/masuk/` first, and back here afterwards."""

    @functools.wraps(view)
    def enter(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if citizen_session_of(request) is None:
            return _sign_in(request, "/masuk/", view)
        return _uncached(view(request, *args, **kwargs))

    return enter


def officer_required[**P](view: View[P]) -> View[P]:
    """Lead to `/petugas/masuk/` first, and back here afterwards."""

    @functools.wraps(view)
    def enter(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if officer_session_of(request) is None:
            return _sign_in(request, "/petugas/masuk/", view)
        return _uncached(view(request, *args, **kwargs))

    return enter


def sign_in_citizen(request: HttpRequest, contact: UUID, at: dt.datetime) -> None:
    """Sign in: the account of the contact's person, else the contact alone."""
    found = queries.contact_of(contact)
    account = queries.account_of(found)
    _begin(request, account, at, resubmission.owner_of(account, contact))
    request.session[CONTACT] = str(contact)
    request.session.set_expiry(int((CITIZEN_AGE + KNOWN_ON).total_seconds()))


def sign_in_officer(request: HttpRequest, account: Any, at: dt.datetime) -> None:
    """Sign an officer in, after every factor was proved."""
    _begin(request, account, at, resubmission.owner_of(account, None))
    request.session[SEEN] = at.timestamp()
    request.session.set_expiry(int((OFFICER_AGE + KNOWN_ON).total_seconds()))


def sign_out(request: HttpRequest) -> None:
    """Sign out: the session is gone, in the database too."""
    auth.logout(request)
    _forget(request)


def is_recent(request: HttpRequest, at: dt.datetime) -> bool:
    """Whether one signed in a short while ago."""
    return _age(request, SINCE, at) <= FRESH


def safe_path(path: str, otherwise: str) -> str:
    """`path` if it leads somewhere in this house, else `otherwise`."""
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    # Browsers drop tabs and line ends from an address: "/\t/x" would lead out.
    is_plain = path.startswith("/") and path.isprintable() and "\\" not in path
    return path if is_ours and is_plain else otherwise


def network_of(request: HttpRequest) -> str:
    """The client's network: an IPv4 address, or the /64 of an IPv6 one."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.BALAREA_BEHIND_PROXY:
        # The proxy writes the last entry; the client may have written those before it.
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rpartition(",")[2]
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _once[T](
    request: HttpRequest, name: str, find: Callable[[HttpRequest], T | None]
) -> T | None:
    known: dict[str, Any] = request.__dict__
    if name not in known:
        known[name] = find(request)
    found: T | None = known[name]
    return found


def _find_citizen_session(request: HttpRequest) -> CitizenSession | None:
    # The account first: one whose sessions were ended empties this session now.
    account = request.user if request.user.is_authenticated else None
    own = request.session.get(CONTACT)
    if own is None or _age(request, SINCE, clock.of(request)) > CITIZEN_AGE:
        return None
    contact = queries.contact_of(UUID(own))
    if contact is None:
        return None
    language = get_language() or settings.LANGUAGE_CODE
    if account is None or account.person_id is None:
        if queries.account_of(contact) is not None:
            return None  # it got an account since; its owner signs in to that
        actor = queries.visitor_actor(contact)
        return CitizenSession(
            actor, contact.id, frozenset({contact.id}), contact.masked, language
        )
    if contact.person_id != account.person_id:
        return None
    contacts = frozenset(queries.contact_ids(account.person_id))
    actor = queries.person_actor(account.person_id)
    return CitizenSession(actor, contact.id, contacts, contact.masked, language)


def _find_officer_session(request: HttpRequest) -> OfficerSession | None:
    if SEEN not in request.session:
        return None
    at = clock.of(request)
    idle = _age(request, SEEN, at)
    if _age(request, SINCE, at) > OFFICER_AGE or idle > OFFICER_IDLE:
        return None
    scope = queries.scope_of(request.user)
    if scope is None:
        return None
    if idle > SEEN_STEP:
        request.session[SEEN] = at.timestamp()
    return OfficerSession(scope, queries.officer_actor(scope.officer))


def _age(request: HttpRequest, name: str, at: dt.datetime) -> dt.timedelta:
    then = request.session.get(name, 0)
    return at - dt.datetime.fromtimestamp(then, dt.UTC)


def _begin(request: HttpRequest, account: Any, at: dt.datetime, owner: str) -> None:
    """A new session: nothing of the one before is kept but what waits for `owner`."""
    resubmission.renew(request, owner)
    if account is not None:
        auth.login(request, account)
    else:
        request.user = AnonymousUser()
    request.session[SINCE] = at.timestamp()
    _forget(request)


def _forget(request: HttpRequest) -> None:
    request.__dict__.pop("_visitor", None)
    request.__dict__.pop("_desk", None)


def _sign_in(
    request: HttpRequest, door: str, view: Callable[..., Any]
) -> HttpResponseRedirect:
    back, late = _way_back(request), ""
    if request.method == "POST":
        # A browser that lost its cookie gets no session for it: the address says it.
        late = "" if resubmission.is_known(request) else f"&{resubmission.LATE}=1"
        is_shown_again = "shows_input_again" in view.__dict__
        if resubmission.hold(request, is_shown_again=is_shown_again) and not back:
            back = request.path  # a browser that tells no page it came from
    return HttpResponseRedirect(f"{door}?lanjut={quote(back)}{late}")


def _way_back(request: HttpRequest) -> str:
    """Where to go on after signing in; a press of a button goes back to its page."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return ""
    return safe_path(before._replace(scheme="", netloc="").geturl(), "")


def _uncached(response: HttpResponseBase) -> HttpResponseBase:
    """What one person sees stays out of every cache."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response
