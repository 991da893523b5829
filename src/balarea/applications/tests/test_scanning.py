"""A phone as scanner: who may send what, until when, and what becomes of it."""

import datetime as dt
import io
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from django.db import connection
from PIL import Image

from balarea.applications import errors, models, testing
from balarea.applications.operations import discarding, drafting, scanning
from balarea.applications.queries import scanning as queries
from balarea.applications.rules import SCAN_LINK_LIFE
from balarea.applications.tests.conftest import Applicants
from balarea.catalogue import queries as catalogue
from balarea.documents import errors as document_errors
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import rules as document_rules
from balarea.documents.models import ScannedPhoto
from balarea.documents.tests import phones
from balarea.foundation import ids
from balarea.foundation.errors import NotFound, TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import testing as people_testing
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault import models as vault_models
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
CARD = "DKC-012"
NETWORK = "10.0.0.7"
SECOND = dt.timedelta(seconds=1)


def photo(shade: int = 0, size: tuple[int, int] = (640, 480), turn: int = 1) -> bytes:
    """A photo with a device in its metadata; `turn` is its EXIF orientation."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Kamera Contoh", turn
    out = io.BytesIO()
    Image.new("RGB", size, (shade * 40, 120, 200)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def requirement_of(service: str, *accepts: str) -> str:
    """A requirement of the service that takes files, of exactly these kinds."""
    return next(
        one.id
        for one in catalogue.current(service).requirements
        if one.evidence == "UPLOAD" and set(one.accepts) == set(accepts)
    )


class Scan:
    """A draft of somebody with an open link for one requirement."""

    def __init__(
        self, who: testing.Owner, at: dt.datetime, requirement: str = ""
    ) -> None:
        self.who, self.at = who, at
        self.case = drafting.begin(
            service=CARD,
            **who.owner,
            language="id",
            key=str(ids.uuid7()),
            by=who.by,
            at=at,
        )
        self.requirement = requirement or requirement_of(CARD, "PDF", "IMAGE")
        self.token = self.open()

    @property
    def step(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "owners": self.who.owners,
            "requirement": self.requirement,
            "by": self.who.by,
            "at": self.at,
        }

    def open(self) -> str:
        return queries.token_of(scanning.open_link(**self.step))

    def send(self, content: bytes | None = None, **more: Any) -> ScannedPhoto:
        step: dict[str, Any] = {"token": self.token, "network": NETWORK, "at": self.at}
        return scanning.send_photo(content=content or photo(), **step | more)

    def use(self, *turns: tuple[UUID, int]) -> None:
        scanning.use_photos(turns=turns, **self.step)

    @property
    def photos(self) -> list[ScannedPhoto]:
        return document_queries.photos_of(self.case, self.requirement)


@pytest.fixture
def scan(applicants: Applicants, at: dt.datetime) -> Scan:
    return Scan(applicants[0], at)


def test_two_photos_become_one_pdf_in_the_chosen_order(scan: Scan) -> None:
    first, second = scan.send(photo(1)), scan.send(photo(2))
    scan.use((second.id, 90), (first.id, 0))
    [file] = document_queries.evidence_of(scan.case)
    assert (file.kind, file.pages, file.requirement) == ("PDF", 2, scan.requirement)
    content, _, name = documents.open_evidence(
        evidence=file, by=scan.who.by, purpose="OWN_DATA", at=scan.at
    )
    assert name.endswith(".pdf")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert [int(page.obj.get("/Rotate", 0)) for page in pdf.pages] == [90, 0]
    assert not scan.photos


def test_the_full_pictures_stay_under_seal_beside_the_pdf(scan: Scan) -> None:
    rows = [scan.send(photo(shade)) for shade in (1, 2)]
    [one, two] = documents.open_photos(
        photos=rows, case=scan.case, by=scan.who.by, purpose="OWN_DATA", at=scan.at
    )
    scan.use(*((row.id, 0) for row in rows))
    [file] = document_queries.evidence_of(scan.case)
    full, _ = documents.open_sent(
        evidence=file, by=scan.who.by, purpose="OWN_DATA", at=scan.at
    )
    with pikepdf.open(io.BytesIO(full)) as pdf:
        images = [page.obj.Resources.XObject.P.read_raw_bytes() for page in pdf.pages]
    assert images == [one, two]


def test_one_photo_stays_a_picture_where_that_is_taken(scan: Scan) -> None:
    row = scan.send(photo(3, size=(640, 480)))
    scan.use((row.id, 90))
    [file] = document_queries.evidence_of(scan.case)
    assert (file.kind, file.width, file.height) == ("IMAGE", 480, 640)


def test_a_photo_is_turned_upright_and_says_nothing_of_its_camera(scan: Scan) -> None:
    row = scan.send(photo(turn=6))
    assert (row.width, row.height) == (480, 640)
    [content] = documents.open_photos(
        photos=[row], case=scan.case, by=scan.who.by, purpose="OWN_DATA", at=scan.at
    )
    assert b"Kamera" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_takes_the_photos_that_iphones_make(scan: Scan) -> None:
    assert scan.send(phones.HEIC).width


def test_a_photo_that_is_sent_twice_is_there_once(scan: Scan) -> None:
    assert scan.send(photo(5)) == scan.send(photo(5))
    assert len(scan.photos) == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", document_errors.FileEmpty),
        (b"%PDF-1.7 x", document_errors.FileRefused),
        (b"GIF89a" + bytes(90), document_errors.FileTypeUnknown),
        (photo()[:400], document_errors.FileDamaged),
    ],
)
def test_refuses_what_is_no_photo(
    scan: Scan, content: bytes, refusal: type[document_errors.FileRefused]
) -> None:
    with pytest.raises(refusal):
        scanning.send_photo(
            token=scan.token, content=content, network=NETWORK, at=scan.at
        )
    assert not scan.photos


def test_the_phone_is_a_visitor_named_by_the_link_and_opens_nothing(scan: Scan) -> None:
    link = models.ScanLink.objects.get(case=scan.case)
    before = vault_models.Access.objects.filter(case=scan.case).count()
    scan.send()
    entry = Entry.objects.filter(subject=scan.case, type="PHOTO_ADDED").get()
    assert entry.actor_kind == "VISITOR"
    opened = scanning.find_link(
        token=scan.token, network=NETWORK, by=SYSTEM, at=scan.at
    )
    assert opened is not None
    assert opened.actor.id == link.id
    assert vault_models.Access.objects.filter(case=scan.case).count() == before


def test_a_link_works_for_ten_minutes(scan: Scan) -> None:
    assert scan.send(photo(1), at=scan.at + SCAN_LINK_LIFE - SECOND)
    with pytest.raises(errors.ScanLinkOver):
        scan.send(photo(2), at=scan.at + SCAN_LINK_LIFE)


def test_a_new_link_ends_the_one_before(scan: Scan) -> None:
    token = scan.open()
    assert token != scan.token
    with pytest.raises(errors.ScanLinkOver):
        scan.send()
    assert scan.send(token=token)


def test_whoever_opened_a_link_can_end_it(scan: Scan) -> None:
    scan.send(photo(1))
    scanning.end_link(**scan.step)
    scanning.end_link(**scan.step)  # a second tap
    with pytest.raises(errors.ScanLinkOver):
        scan.send(photo(2))
    assert len(scan.photos) == 1


def test_nobody_else_opens_ends_or_uses(scan: Scan, applicants: Applicants) -> None:
    row, other = scan.send(), applicants[1]
    step = scan.step | {"owners": other.owners, "by": other.by}
    for refused in (
        lambda: scanning.open_link(**step),
        lambda: scanning.end_link(**step),
        lambda: scanning.remove_photo(photo=row.id, **step),
        lambda: scanning.use_photos(turns=[(row.id, 0)], **step),
    ):
        with pytest.raises(NotFound):
            refused()
    assert scan.photos == [row]


def test_a_photo_of_another_draft_is_not_used(
    scan: Scan, applicants: Applicants, at: dt.datetime
) -> None:
    foreign = Scan(applicants[1], at).send()
    with pytest.raises(NotFound):
        scan.use((foreign.id, 0))
    with pytest.raises(NotFound):
        scanning.remove_photo(photo=foreign.id, **scan.step)


def test_an_officer_serves_somebody_without_a_contact(
    applicants: Applicants, at: dt.datetime
) -> None:
    officer = people_testing.officer_for(Action.RECEIVE, CARD, "DKC")[0].officer
    scan = Scan(testing.walk_in(1, officer, at), at)
    scan.use((scan.send(photo(1)).id, 0), (scan.send(photo(2)).id, 0))
    [file] = document_queries.evidence_of(scan.case)
    assert file.pages == 2
    assert "OWN_DATA" not in {one.purpose for one in vault.accesses(scan.case)}


def test_opens_no_link_for_what_takes_no_files(scan: Scan) -> None:
    with pytest.raises(errors.UnknownRequirement):
        scanning.open_link(**scan.step | {"requirement": "R99"})


def test_no_photo_comes_to_a_draft_that_expired(scan: Scan) -> None:
    draft = models.Draft.objects.get(id=scan.case)
    assert draft.expires_at is not None
    late = draft.expires_at - SCAN_LINK_LIFE + SECOND
    scan.at = late
    token = scan.open()
    assert scan.send(photo(1), token=token, at=late)
    with pytest.raises(errors.ScanLinkOver):
        scan.send(photo(2), token=token, at=draft.expires_at)


def test_a_discarded_draft_takes_links_and_photos_with_it(scan: Scan) -> None:
    row = scan.send()
    discarding.discard(
        case=scan.case, owners=scan.who.owners, by=scan.who.by, at=scan.at
    )
    assert not models.ScanLink.objects.filter(case=scan.case).exists()
    assert not vault_models.Sealed.objects.filter(id=row.sealed_id).exists()
    connection.check_constraints()


def test_refuses_more_photos_than_there_is_room_for(
    scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_rules, "MAX_PHOTOS", 2)
    rows = [scan.send(photo(shade)) for shade in (1, 2)]
    with pytest.raises(document_errors.TooManyPhotos):
        scan.send(photo(3))
    assert scan.photos == rows
    scanning.remove_photo(photo=rows[0].id, **scan.step)
    assert scan.send(photo(3))


def test_refuses_photos_that_are_too_large_together(
    scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = scan.send(photo(1))
    monkeypatch.setattr(document_rules, "MAX_PHOTO_BYTES", first.size + 10)
    with pytest.raises(document_errors.TooManyPhotos):
        scan.send(photo(2))


def test_refuses_more_than_a_link_or_a_network_may_send(
    scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "MAX_PHOTOS_PER_LINK", 1)
    scan.send(photo(1))
    with pytest.raises(TooMany):
        scan.send(photo(1))
    monkeypatch.setattr(scanning, "MAX_PHOTOS_PER_LINK", 9)
    monkeypatch.setattr(scanning, "MAX_PHOTOS_PER_NETWORK", 1)
    with pytest.raises(TooMany):
        scan.send(photo(1))


def test_counts_wrong_addresses_of_a_network(
    scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "MAX_WRONG_PER_NETWORK", 2)
    for _ in range(2):
        with pytest.raises(errors.ScanLinkOver):
            scan.send(token="wrong")
    with pytest.raises(TooMany):
        scan.send(token="wrong")
    assert scan.send()  # whoever has the right one is not locked out


def test_uses_nothing_where_nothing_is(scan: Scan) -> None:
    with pytest.raises(errors.NoPhotos):
        scan.use()


def test_a_photo_that_was_removed_meanwhile_is_not_used(scan: Scan) -> None:
    first, second = scan.send(photo(1)), scan.send(photo(2))
    scanning.remove_photo(photo=first.id, **scan.step)
    with pytest.raises(NotFound):
        scan.use((first.id, 0), (second.id, 0))
    assert scan.photos == [second]


def test_where_only_pictures_are_taken_each_photo_stays_one(
    applicants: Applicants, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "upload_limits", lambda *_: (("IMAGE",), 2))
    scan = Scan(applicants[0], at)
    rows = [scan.send(photo(shade)) for shade in (1, 2, 3)]
    with pytest.raises(document_errors.TooManyFiles):
        scan.use(*((row.id, 0) for row in rows))
    scan.use((rows[0].id, 0), (rows[2].id, 180))
    kinds = [file.kind for file in document_queries.evidence_of(scan.case)]
    assert kinds == ["IMAGE", "IMAGE"]
    assert scan.photos == [rows[1]]


def test_a_job_deletes_links_that_are_over_and_photos_that_nobody_used(
    scan: Scan, applicants: Applicants
) -> None:
    scan.send(photo(1))
    over = scan.at + SCAN_LINK_LIFE
    assert scanning.expire(by=SYSTEM, at=over - SECOND) == 0
    assert scanning.expire(by=SYSTEM, at=over) == 1
    assert not models.ScanLink.objects.filter(case=scan.case).exists()
    day = scan.at + document_rules.UNUSED_PHOTO_LIFE
    assert documents.remove_unused(by=SYSTEM, at=day - SECOND) == 0
    assert documents.remove_unused(by=SYSTEM, at=day) == 1
    assert not scan.photos
    connection.check_constraints()
