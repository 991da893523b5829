"""Verification for programs: ``GET /api/v1/verification/{number or code}``."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import ConfigDict

from balarea.documents import verification
from balarea.documents.rules import EndGround, LinkKind, Verdict, Why
from balarea.foundation import clock, errors, languages, problems
from balarea.people import networks
from balarea.ui.api import get

router = Router(tags=["verification"])


class Name(Schema):
    """A text by language code. Further languages may be added."""

    model_config = ConfigDict(extra="allow")

    id: str
    en: str


class Link(Schema):
    """Another document of the same chain, and how it follows or was followed.

    `issued_on` is the day on which that other document was issued.
    """

    kind: LinkKind
    number: str
    issued_on: dt.date


class Verification(Schema):
    """Validity and a masked name. `title` and `agency` only if it was asked by code.

    `followed_by`: the document that counts now, where the status is `SUPERSEDED`.
    `follows`: the earlier document whose place this one took.
    `suspended_until`: the last day of a suspension; null where it has none.
    `reinstated_on`: since when it is in force again, by a granted objection or appeal.
    `signer_until`: when the certificate ends with which it was signed, before that.
    """

    status: Verdict
    number: str
    title: Name | None
    agency: Name | None
    holder: str
    issued_on: dt.date
    valid_until: dt.date | None
    revoked_on: dt.date | None
    followed_by: Link | None
    follows: Link | None
    suspended_from: dt.date | None
    suspended_until: dt.date | None
    reinstated_on: dt.date | None
    reinstated_by: EndGround | None
    signer_until: dt.datetime | None


class Unknown(Schema):
    """No document with this number or code was issued, or it is neither: see `why`."""

    status: Literal["UNKNOWN"] = "UNKNOWN"
    why: Why | None = None


def _link(link: verification.Link | None) -> Link | None:
    if link is None:
        return None
    return Link(kind=link.kind, number=link.number, issued_on=link.on)


def _name(texts: Mapping[str, str]) -> Name | None:
    """Texts by language code; those that a document lacks are its Indonesian ones."""
    if not texts:
        return None
    return Name.model_validate(
        {code: languages.in_language(texts, code) for code in languages.COMPLETE}
        | dict(texts)
    )


def _private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Forbid caching and indexing of every answer, refusals included."""

    @functools.wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return private


@get(
    router,
    "/verification/{path:number}",
    response={200: Verification, 404: Unknown},
    openapi_extra=problems.responses(errors.TooMany),
    summary="Verify a document by its number or its code",
    operation_id="verify_document",
)
@decorate_view(_private)
def verify(request: HttpRequest, number: Path[str]) -> Status[Verification | Unknown]:
    """Say whether a document is in force. The holder's name is masked.

    By number, which can be guessed, 60 in half an hour from one network; then 429.
    """
    network = networks.network_of(request)
    answer = verification.of_text(number, network=network, at=clock.of(request))
    if answer.verdict is Verdict.UNKNOWN or answer.issued_on is None:
        return Status(404, Unknown(why=answer.why))
    result = Verification(
        status=answer.verdict,
        number=answer.number,
        title=_name(answer.title),
        agency=_name(answer.agency),
        holder=answer.holder,
        issued_on=answer.issued_on,
        valid_until=answer.valid_until,
        revoked_on=answer.revoked_on,
        followed_by=_link(answer.followed_by),
        follows=_link(answer.follows),
        suspended_from=answer.suspended_from,
        suspended_until=answer.suspended_until,
        reinstated_on=answer.reinstated_on,
        reinstated_by=answer.reinstated_by,
        signer_until=answer.signer_until,
    )
    return Status(200, result)
