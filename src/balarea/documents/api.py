"""Verification for programs: ``GET /api/v1/verification/{number or code}``."""

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status

from balarea.documents import verification
from balarea.documents.rules import Verdict
from balarea.foundation import clock

router = Router(tags=["verification"])


class Name(Schema):
    """A text in both languages."""

    id: str
    en: str


class Verification(Schema):
    """The public face of a document: validity and a masked name, nothing else."""

    status: Verdict
    number: str
    code: str
    title: Name
    agency: Name
    holder: str
    issued_on: dt.date
    valid_until: dt.date | None
    revoked_on: dt.date | None


class Unknown(Schema):
    """No document with this number or code was ever issued."""

    status: Literal["UNKNOWN"] = "UNKNOWN"


@router.get(
    "/verification/{path:number}",
    response={200: Verification, 404: Unknown},
    summary="Verify a document by its number or its code",
    operation_id="verify_document",
)
def verify(request: HttpRequest, number: Path[str]) -> Status[Verification | Unknown]:
    """Say whether a document is in force. The holder's name is masked."""
    answer = verification.of_text(number, at=clock.now())
    if answer.verdict is Verdict.UNKNOWN or answer.issued_on is None:
        return Status(404, Unknown())
    found = Verification(
        status=answer.verdict,
        number=answer.number,
        code=answer.code,
        title=Name(id=answer.title_id, en=answer.title_en),
        agency=Name(id=answer.agency_id, en=answer.agency_en),
        holder=answer.holder,
        issued_on=answer.issued_on,
        valid_until=answer.valid_until,
        revoked_on=answer.revoked_on,
    )
    return Status(200, found)
