"""A phone as scanner: its code, and the photos that wait on the computer's page."""

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.applications import models
from balarea.applications.queries import scanning as queries
from balarea.catalogue import definition as engine
from balarea.documents.intake import scans
from balarea.documents.models import ScannedPhoto

# Names of the fields of a photo: its place in the file, and how it is turned.
PLACE, TURN = "urut-", "putar-"


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """A link as it is shown: as QR and as words, with the minutes that are left."""

    address: str
    minutes: int
    expires_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Photo:
    """A photo that waits; `position` counts from 1, `turn` is in degrees clockwise."""

    id: UUID
    name: str
    position: int
    turn: int
    width: int
    height: int
    address: str
    remove: str


@dataclasses.dataclass(frozen=True, slots=True)
class ScanPage:
    """What the computer shows of one requirement; `open` and `end` are addresses."""

    title: str
    link: Link | None
    photos: Sequence[Photo]
    turns: Sequence[tuple[int, str]]
    becomes_pdf: bool
    here: str
    open: str
    end: str


def page(
    case: UUID,
    requirement: engine.Requirement,
    *,
    link: models.ScanLink | None,
    photos: Sequence[ScannedPhoto],
    chosen: Mapping[str, str],
    names: str,
    at: dt.datetime,
) -> ScanPage:
    """The page of one requirement; `chosen` are the fields of a form sent before."""

    def address(suffix: str, *more: UUID) -> str:
        name = f"applications:{names}{suffix}"
        return reverse(name, args=[case, requirement.id, *more])

    shown = [
        Photo(
            row.id,
            _("Photo %(number)s") % {"number": number},
            _position(chosen, row.id) or number,
            _turn(chosen, row.id),
            row.width,
            row.height,
            address("_photo", row.id),
            address("_remove", row.id),
        )
        for number, row in enumerate(photos, start=1)
    ]
    may_stay_picture = len(shown) == 1 and "IMAGE" in requirement.accepts
    return ScanPage(
        title=requirement.title.of(get_language() or "id"),
        link=_link(link, at) if link else None,
        photos=shown,
        turns=_turns(),
        becomes_pdf="PDF" in requirement.accepts and not may_stay_picture,
        here=address(""),
        open=address("_open"),
        end=address("_end"),
    )


def _link(row: models.ScanLink, at: dt.datetime) -> Link:
    path = reverse("applications:phone", args=[queries.token_of(row)])
    left = (row.expires_at - at).total_seconds()
    address = f"{settings.BALAREA_BASE_URL.rstrip('/')}{path}"
    return Link(address, max(1, math.ceil(left / 60)), row.expires_at)


def _turns() -> list[tuple[int, str]]:
    """How a photo can be turned, with the label of each choice."""
    return [
        (0, _("As it is")),
        (90, _("A quarter to the right")),
        (180, _("Upside down")),
        (270, _("A quarter to the left")),
    ]


def _position(sent: Mapping[str, str], photo: UUID) -> int:
    """The chosen position of a photo; 0 where none can be read."""
    text = sent.get(f"{PLACE}{photo}", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _turn(sent: Mapping[str, str], photo: UUID) -> int:
    """The chosen turn of a photo in degrees; 0 where none can be read."""
    text = sent.get(f"{TURN}{photo}", "")
    return int(text) if text in {str(turn) for turn in scans.TURNS} else 0


def is_in(sent: Mapping[str, str], photo: UUID) -> bool:
    """Whether a form has this photo: one that came later was not seen in it."""
    return f"{PLACE}{photo}" in sent


def choices(sent: Mapping[str, str]) -> str:
    """The order and the turns of a form as a query string, to be shown again."""
    return urlencode({k: v for k, v in sent.items() if k.startswith((PLACE, TURN))})


def chosen(
    photos: Sequence[ScannedPhoto], sent: Mapping[str, str]
) -> list[tuple[UUID, int]]:
    """Ids and turns in the chosen order; equal positions keep the order of arrival."""
    numbered = [
        (_position(sent, row.id) or number, row.id)
        for number, row in enumerate(photos, start=1)
    ]
    in_order = sorted(numbered, key=lambda one: one[0])
    return [(photo, _turn(sent, photo)) for _number, photo in in_order]
