"""Who plays in a bench: citizens with drafts, officers, and their sessions.

Everybody and everything is made by the mall's own operations; only the sign-in is
spared: sessions are made for contacts and officers that exist already.
"""

import datetime as dt
import functools
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import django
import msgspec
from django.conf import settings
from django.contrib import auth as django_auth

django.setup()

from balarea.applications import queries, testing  # noqa: E402 - needs settings
from balarea.applications.operations import (  # noqa: E402
    drafting,
    filing,
    sealed_contents,
)
from balarea.catalogue import definition as engine  # noqa: E402 - needs settings
from balarea.catalogue import queries as catalogue  # noqa: E402
from balarea.catalogue import testing as catalogue_testing  # noqa: E402
from balarea.documents import intake  # noqa: E402
from balarea.documents import testing as document_testing  # noqa: E402
from balarea.foundation import clock, ids  # noqa: E402
from balarea.foundation.operation import SYSTEM  # noqa: E402
from balarea.people import auth  # noqa: E402
from balarea.people import queries as people  # noqa: E402
from balarea.people import testing as people_testing  # noqa: E402
from balarea.people.addresses import Address  # noqa: E402
from balarea.people.models import Officer  # noqa: E402
from balarea.people.operations import contacts  # noqa: E402
from balarea.people.rules import Action  # noqa: E402
from balarea.people.sessions import SessionStore  # noqa: E402
from balarea.vault import operations as vault  # noqa: E402

CSRF = "benchbenchbenchbenchbenchbenchbe"


@dataclass(frozen=True)
class Draft:
    """A draft that is ready to be filed, and its citizen's cookies."""

    case: UUID
    contact: UUID
    seen_as: str
    cookies: str
    requirement: str  # the first that takes files


def remember_intake() -> None:
    """Examine each file once, because filing is measured and not the intake."""
    examined: dict[bytes, intake.Accepted] = {}
    check: Callable[..., intake.Accepted] = intake.check

    @functools.wraps(check)
    def check_once(content: bytes, **rules: object) -> intake.Accepted:
        if content not in examined:
            examined[content] = check(content, **rules)
        return examined[content]

    vars(intake)["check"] = check_once


def draft(
    service: str,
    number: int,
    file: bytes | None = None,
    *,
    is_bare: bool = False,
    kind: Literal["PHONE", "EMAIL"] = "PHONE",
) -> Draft:
    """A citizen with a filled draft; `file` goes with each requirement.

    A bare one has its answers, and no file yet.
    """
    now = clock.now()
    random = f"{secrets.randbelow(10**9):09}"
    value = f"+62899{random}" if kind == "PHONE" else f"warga{random}@contoh.id"
    address = Address(kind, value)
    contact = contacts.find_or_create_contact(
        address=address, by=people.anonymous_actor(), at=now
    )
    who = testing.Applicant(
        contact, people.contact_actor(contact), f"Warga {number}", number
    )
    case = _fill(service, who, now)
    definition = catalogue.current(service)
    wanted = [one for one in definition.requirements if one.evidence == "UPLOAD"]
    if not is_bare:
        _attach(service, case, who, file, now)
    owned = frozenset({contact.id})
    row = queries.draft(case, owned)
    if row is None:
        raise LookupError(case)
    answers = sealed_contents.open_own_answers(application=row, by=who.by, at=now)
    shown = queries.fingerprint(row.definition, answers, queries.current_evidence(case))
    own = {auth.CONTACT: str(contact.id), auth.SINCE: now.timestamp()}
    return Draft(case, contact.id, shown, cookies(own), wanted[0].id)


def _fill(service: str, who: testing.Applicant, at: dt.datetime) -> UUID:
    definition = catalogue.current(service)
    raw = catalogue_testing.raw_answers(definition, _example(service), clock.today(at))
    # Pages are saved later than the draft is begun, as by people.
    return testing.fill_draft(service, who, raw, begun_at=at, next_time=clock.now)


def _example(service: str) -> engine.Example:
    return catalogue_testing.valid_example(catalogue.current(service))


def _attach(
    service: str,
    case: UUID,
    who: testing.Applicant,
    file: bytes | None,
    at: dt.datetime,
) -> None:
    sent = _example(service).evidence
    for requirement in catalogue.current(service).requirements:
        if not sent.get(requirement.id):
            continue
        is_picture = "IMAGE" in requirement.accepts
        drafting.attach(
            case=case,
            owners=frozenset({who.contact.id}),
            requirement=requirement.id,
            name="bukti.jpg" if is_picture else "bukti.pdf",
            content=file or _evidence(is_picture),
            by=who.by,
            at=at,
        )


@functools.cache
def _evidence(is_picture: bool) -> bytes:
    make = document_testing.picture if is_picture else document_testing.page
    return make("Bukti", "Warga Contoh")


def file(case: Draft) -> None:
    """File a draft by its operation."""
    contact = people.contact(case.contact)
    filing.submit(
        case=case.case,
        owners=frozenset({contact.id}),
        key=str(ids.uuid7()),
        seen_fingerprint=case.seen_as,
        by=people.contact_actor(contact),
        at=clock.now(),
    )


def officer(
    agencies: Iterable[str], actions: Collection[Action], services: Iterable[str] = ()
) -> Officer:
    """An officer with these actions, on all of these agencies' services or on some."""
    now, (first, *others) = clock.now(), agencies
    appointed = people_testing.appoint(
        first,
        actions,
        now,
        services=services,
        login=f"bench.{secrets.token_hex(6)}",
        password=secrets.token_urlsafe(16),
    )
    for code in others:
        people_testing.grant(appointed, code, actions, now, services=services)
    return appointed


def agencies() -> list[str]:
    """Every agency of the mall."""
    return sorted(people.agencies())


def requirements(case: UUID) -> list[str]:
    """What an officer marks on this application."""
    row = queries.case(case)
    definition = catalogue.definition(row.definition)
    text = vault.open(
        sealed=row.answers,
        case=case,
        name="answers",
        by=SYSTEM,
        purpose="NOTIFY",
        at=clock.now(),
    )
    answers = msgspec.json.decode(text)
    return [one.id for one in queries.to_check(definition, answers, as_of=row.filed_on)]


def officer_cookies(of: Officer) -> str:
    """The cookies of an officer who has just signed in."""
    now = clock.now().timestamp()
    return cookies(
        {
            django_auth.SESSION_KEY: str(of.account.pk),
            django_auth.BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            django_auth.HASH_SESSION_KEY: of.account.get_session_auth_hash(),
            auth.SINCE: now,
            auth.LAST_REQUEST: now,
        }
    )


def cookies(content: dict[str, object]) -> str:
    """A session with this content, and a CSRF cookie, as a browser sends them."""
    session = SessionStore()
    for name, value in content.items():
        session[name] = value
    session.create()
    pairs = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: CSRF,
    }
    return "; ".join(f"{name}={value}" for name, value in pairs.items())
