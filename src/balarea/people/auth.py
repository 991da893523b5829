"""Sessions of citizens and officers: resolved once a request, required by views."""

import dataclasses
import datetime as dt
import functools
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
from balarea.people.queries import mandates as mandate_queries

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

CITIZEN_AGE = dt.timedelta(hours=24)
# Officers share machines more often than citizens do: shorter, and ended when idle.
OFFICER_AGE = dt.timedelta(hours=8)
OFFICER_IDLE = dt.timedelta(minutes=30)
# So long after its end a session still names its owner; see `resubmission`.
RESUBMISSION_PERIOD = dt.timedelta(hours=24)
# Changing a way to sign in requires a sign-in no older than this.
FRESH = dt.timedelta(minutes=30)
# The time of the last request is stored this exactly, to save a write for each page.
SEEN_STEP = dt.timedelta(minutes=1)

# The attribute of a view that names the sign-ins it requires.
REQUIRED_SIGN_INS = "required_sign_ins"

CONTACT, SINCE, LAST_REQUEST = resubmission.CONTACT, "since", "seen"
BACK = "back"  # the page to return to after a contact is proved


@dataclasses.dataclass(frozen=True, slots=True)
class CitizenSession:
    """A signed-in citizen, whose cases each belong to one of `owners`.

    These are the ids of their proved contacts, and of their person if they have an
    account; and of the mandates in force under which they act for others.
    """

    actor: Actor
    contact: UUID
    owners: frozenset[UUID]
    masked: str
    language: str


@dataclasses.dataclass(frozen=True, slots=True)
class OfficerSession:
    """A signed-in officer with their rights."""

    scope: Scope
    actor: Actor


def citizen_session_of(request: HttpRequest) -> CitizenSession | None:
    """The session of a citizen who signed in by a code or a passkey, else None."""
    return _cached(request, "_citizen_session", _find_citizen_session)


def officer_session_of(request: HttpRequest) -> OfficerSession | None:
    """The session of an officer, unless it is over; else None."""
    return _cached(request, "_officer_session", _find_officer_session)


def resolved_officer_session(request: HttpRequest) -> OfficerSession | None:
    """The officer's session if this request has resolved it already, else None."""
    session: OfficerSession | None = request.__dict__.get("_officer_session")
    return session


def require_citizen_session(request: HttpRequest) -> CitizenSession:
    """The session within a view behind `citizen_required`.

    Raises:
        NotPermitted: there is none.
    """
    session = citizen_session_of(request)
    if session is None:
        raise NotPermitted
    return session


def require_officer_session(request: HttpRequest) -> OfficerSession:
    """The session within a view behind `officer_required`.

    Raises:
        NotPermitted: there is none.
    """
    session = officer_session_of(request)
    if session is None:
        raise NotPermitted
    return session


def shows_input_again[**P](view: View[P]) -> View[P]:
    """Mark a view whose page shows again what was typed; see `resubmission`."""
    view.__dict__["shows_input_again"] = True
    return view


def citizen_required[**P](view: View[P]) -> View[P]:
    """Redirect to `/masuk/` without a session, and back after signing in."""

    @functools.wraps(view)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if citizen_session_of(request) is None:
            return _redirect_to_sign_in(request, "/masuk/", view)
        return _uncached(view(request, *args, **kwargs))

    run.__dict__[REQUIRED_SIGN_INS] = required_sign_ins(view) | {"citizen"}
    return run


def officer_required[**P](view: View[P]) -> View[P]:
    """Redirect to `/petugas/masuk/` without a session, and back after signing in."""

    @functools.wraps(view)
    def run(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if officer_session_of(request) is None:
            return _redirect_to_sign_in(request, "/petugas/masuk/", view)
        return _uncached(view(request, *args, **kwargs))

    run.__dict__[REQUIRED_SIGN_INS] = required_sign_ins(view) | {"officer"}
    return run


def required_sign_ins(view: Callable[..., Any]) -> frozenset[str]:
    """`citizen`, `officer`, both or none; `functools.wraps` carries it outwards."""
    sign_ins: frozenset[str] = getattr(view, REQUIRED_SIGN_INS, frozenset())
    return sign_ins


def sign_in_citizen(request: HttpRequest, contact: UUID, at: dt.datetime) -> None:
    """Sign in to the account of the contact's person, else with the contact alone."""
    account = queries.account_of(queries.contact_of(contact))
    _start(request, account, at, resubmission.owner_of(account, contact))
    request.session[CONTACT] = str(contact)
    request.session.set_expiry(int((CITIZEN_AGE + RESUBMISSION_PERIOD).total_seconds()))


def sign_in_officer(request: HttpRequest, account: Any, at: dt.datetime) -> None:
    """Start an officer's session; the caller has checked every factor."""
    _start(request, account, at, resubmission.owner_of(account, None))
    request.session[LAST_REQUEST] = at.timestamp()
    request.session.set_expiry(int((OFFICER_AGE + RESUBMISSION_PERIOD).total_seconds()))


def sign_out(request: HttpRequest) -> None:
    """Delete the session, in the database too."""
    auth.logout(request)
    _clear_cached(request)


def is_recent(request: HttpRequest, at: dt.datetime) -> bool:
    """Whether the sign-in is no older than `FRESH`."""
    return _age(request, SINCE, at) <= FRESH


def safe_path(path: str, otherwise: str) -> str:
    """`path` if it is a path within this site, else `otherwise`."""
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    # Browsers drop tabs and line ends from an address: "/\t/x" would lead out.
    is_plain = path.startswith("/") and path.isprintable() and "\\" not in path
    return path if is_ours and is_plain else otherwise


def _cached[T](
    request: HttpRequest, name: str, find: Callable[[HttpRequest], T | None]
) -> T | None:
    """The result of `find`, cached on the request under `name`."""
    attributes: dict[str, Any] = request.__dict__
    if name not in attributes:
        attributes[name] = find(request)
    session: T | None = attributes[name]
    return session


def _find_citizen_session(request: HttpRequest) -> CitizenSession | None:
    # Read the account first: Django then empties a session that was ended elsewhere.
    account = request.user if request.user.is_authenticated else None
    contact_id = request.session.get(CONTACT)
    if contact_id is None or _age(request, SINCE, clock.of(request)) > CITIZEN_AGE:
        return None
    contact = queries.contact_of(UUID(contact_id))
    if contact is None:
        return None
    language = get_language() or settings.LANGUAGE_CODE
    if account is None or account.person_id is None:
        if queries.account_of(contact) is not None:
            return None  # an account was opened since: its owner signs in to that
        actor = queries.contact_actor(contact)
        return CitizenSession(
            actor, contact.id, frozenset({contact.id}), contact.masked, language
        )
    if contact.person_id != account.person_id:
        return None
    owners = queries.owners_of(account.person_id) | mandate_queries.ids_in_force(
        account.person_id, clock.today(clock.of(request))
    )
    actor = queries.person_actor(account.person_id)
    return CitizenSession(actor, contact.id, owners, contact.masked, language)


def _find_officer_session(request: HttpRequest) -> OfficerSession | None:
    if LAST_REQUEST not in request.session:
        return None
    at = clock.of(request)
    idle = _age(request, LAST_REQUEST, at)
    if _age(request, SINCE, at) > OFFICER_AGE or idle > OFFICER_IDLE:
        return None
    scope = queries.scope_of(request.user, clock.today(at))
    if scope is None:
        return None
    if idle > SEEN_STEP:
        request.session[LAST_REQUEST] = at.timestamp()
    return OfficerSession(scope, queries.officer_actor(scope.officer))


def _age(request: HttpRequest, name: str, at: dt.datetime) -> dt.timedelta:
    """The time since the moment that the session stores under `name`."""
    then = request.session.get(name, 0)
    return at - dt.datetime.fromtimestamp(then, dt.UTC)


def _start(request: HttpRequest, account: Any, at: dt.datetime, owner: str) -> None:
    """Start a new session; of the old one only `owner`'s saved input stays."""
    resubmission.start_session(request, owner)
    if account is not None:
        auth.login(request, account)
    else:
        request.user = AnonymousUser()
    request.session[SINCE] = at.timestamp()
    _clear_cached(request)


def _clear_cached(request: HttpRequest) -> None:
    request.__dict__.pop("_citizen_session", None)
    request.__dict__.pop("_officer_session", None)


def _redirect_to_sign_in(
    request: HttpRequest, page: str, view: Callable[..., Any]
) -> HttpResponseRedirect:
    """Redirect to the sign-in `page`; what a form sent is saved where possible."""
    next_path, late = _next_path(request), ""
    if request.method == "POST":
        # Without a session that stores it, the address says that nothing was sent.
        late = "" if resubmission.has_owner(request) else f"&{resubmission.LATE}=1"
        is_shown_again = "shows_input_again" in view.__dict__
        if resubmission.save(request, is_shown_again=is_shown_again) and not next_path:
            next_path = request.path  # the browser sent no Referer
    return HttpResponseRedirect(f"{page}?lanjut={quote(next_path)}{late}")


def _next_path(request: HttpRequest) -> str:
    """The path to go to after signing in; for a POST the page that held its form."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host():
        return ""
    return safe_path(referer._replace(scheme="", netloc="").geturl(), "")


def _uncached(response: HttpResponseBase) -> HttpResponseBase:
    """Keep a personal page out of every cache."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    return response
