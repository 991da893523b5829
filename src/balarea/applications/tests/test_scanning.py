"""A phone as scanner: who may send what, until when, and what becomes of it."""

import datetime as dt
import io
from uuid import UUID

import pikepdf
import pytest
from PIL import Image

from balarea.applications import testing
from balarea.applications.operations import drafting, scanning
from balarea.applications.queries import scanning as queries
from balarea.applications.tests.conftest import Applicants
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import ScannedPhoto
from balarea.foundation import ids

pytestmark = pytest.mark.django_db
CARD = "DKC-012"
NETWORK = "10.0.0.7"


def photo(shade: int = 0, size: tuple[int, int] = (640, 480)) -> bytes:
    """A photo with a place and a device in its metadata."""
    picture = Image.new("RGB", size, (shade, 120, 200))
    exif = Image.Exif()
    exif[0x010F] = "Kamera Contoh"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def begun(who: testing.Owner, at: dt.datetime) -> UUID:
    return drafting.begin(
        service=CARD, **who.owner, language="id", key=str(ids.uuid7()), by=who.by, at=at
    )


def wanted(accepts: tuple[str, ...] | None = None) -> str:
    """A requirement of the service that takes files; of these kinds, if given."""
    return next(
        one.id
        for one in catalogue.current(CARD).requirements
        if one.evidence == "UPLOAD" and accepts in {None, tuple(one.accepts)}
    )


def opened(who: testing.Owner, case: UUID, requirement: str, at: dt.datetime) -> str:
    link = scanning.open_link(
        case=case, owners=who.owners, requirement=requirement, by=who.by, at=at
    )
    return queries.token_of(link)


def sent(token: str, at: dt.datetime, shade: int = 0) -> ScannedPhoto:
    return scanning.send_photo(
        token=token, content=photo(shade), network=NETWORK, at=at
    )


def test_two_photos_become_one_pdf_in_the_chosen_order(
    applicants: Applicants, at: dt.datetime
) -> None:
    who = applicants[0]
    case, requirement = begun(who, at), wanted()
    token = opened(who, case, requirement, at)
    first, second = sent(token, at, 1), sent(token, at, 2)
    scanning.use_photos(
        case=case,
        owners=who.owners,
        requirement=requirement,
        turns=[(second.id, 90), (first.id, 0)],
        by=who.by,
        at=at,
    )
    [file] = document_queries.evidence_of(case)
    assert (file.kind, file.pages, file.requirement) == ("PDF", 2, requirement)
    content, _, name = documents.open_evidence(
        evidence=file, by=who.by, purpose="OWN_DATA", at=at
    )
    assert name.endswith(".pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert [int(page.obj.get("/Rotate", 0)) for page in pdf.pages] == [90, 0]
    assert not document_queries.photos_of(case, requirement)
