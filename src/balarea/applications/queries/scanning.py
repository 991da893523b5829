"""Links by which phones send photos, and the drafts that they lead to."""

import base64
import datetime as dt
import hashlib
from uuid import UUID

from balarea.applications import models
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault import queries as vault

TOKEN_BYTES = 16


def token_of(link: models.ScanLink) -> str:
    """The secret part of a link's address: 128 bits that need a key of the mall."""
    secret = vault.keyed_hash("scan-link", link.id.bytes)[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def token_hash(token: str) -> bytes:
    """How a token is stored."""
    return hashlib.sha256(b"scan-link|" + token.encode()).digest()


def link_of_token(token: str, at: dt.datetime) -> models.ScanLink | None:
    """The link of an address, unless it is over."""
    rows = models.ScanLink.objects.filter(token_hash=token_hash(token))
    return rows.filter(expires_at__gt=at).first()


def scan_link(case: UUID, requirement: str, at: dt.datetime) -> models.ScanLink | None:
    """The link that is open for a requirement of a case, if any."""
    rows = models.ScanLink.objects.filter(case=case, requirement=requirement)
    return rows.filter(expires_at__gt=at).first()


def draft_of_link(
    link: models.ScanLink, at: dt.datetime, *, lock: bool = False
) -> models.Draft | None:
    """The draft that a link sends photos to; None once it was filed or has expired."""
    rows = models.Draft.objects.filter(id=link.case)
    if lock:
        rows = rows.select_for_update(of=("self",))
    draft = rows.first()
    if draft is None or (draft.expires_at is not None and draft.expires_at <= at):
        return None
    return draft


def draft_to_take_in(case: UUID, scope: Scope) -> models.Draft | None:
    """A draft of a service, or bundle of services, that the officer takes in."""
    draft = models.Draft.objects.select_related("answers__key").filter(id=case).first()
    if draft is None:
        return None
    bundle, services = catalogue.bundles().get(draft.service), catalogue.services()
    codes = [one.code for one in bundle.members] if bundle else [draft.service]
    is_theirs = all(
        scope.allows(Action.RECEIVE, agency=services[code].agency, service=code)
        for code in codes
    )
    return draft if is_theirs else None


def requirement_by_id(draft: models.Draft, requirement: str) -> engine.Requirement:
    """A requirement of a draft's definition, whatever its answers are.

    Raises:
        LookupError: the definition has none with this id.
    """
    definition = catalogue.definition(draft.definition)
    for one in definition.requirements:
        if one.id == requirement:
            return one
    raise LookupError(requirement)


def photo_count(link: models.ScanLink) -> int:
    """How many photos wait for the requirement of a link."""
    return len(documents.photos_of(link.case, link.requirement))
