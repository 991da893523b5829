"""A phone as scanner: its page, and the photos that wait on the computer's."""

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.applications import models
from balarea.applications.queries import scanning as queries
from balarea.documents.intake import scans
from balarea.documents.models import ScannedPhoto


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


def link(row: models.ScanLink | None, at: dt.datetime) -> Link | None:
    if row is None:
        return None
    path = reverse("applications:phone", args=[queries.token_of(row)])
    left = (row.expires_at - at).total_seconds()
    address = f"{settings.BALAREA_BASE_URL.rstrip('/')}{path}"
    return Link(address, max(1, math.ceil(left / 60)), row.expires_at)


def photos(rows: Sequence[ScannedPhoto], sent: Mapping[str, str]) -> list[Photo]:
    """The photos in order of arrival, with the order and the turns that were chosen."""
    return [
        Photo(
            row.id,
            _("Photo %(number)s") % {"number": number},
            position_of(sent, row.id) or number,
            turn_of(sent, row.id),
            row.width,
            row.height,
        )
        for number, row in enumerate(rows, start=1)
    ]


def turns() -> list[tuple[int, str]]:
    """How a photo can be turned, with the label of each choice."""
    return [
        (0, _("As it is")),
        (90, _("A quarter to the right")),
        (180, _("Upside down")),
        (270, _("A quarter to the left")),
    ]


def position_of(sent: Mapping[str, str], photo: UUID) -> int:
    """The chosen position of a photo; 0 where none can be read."""
    text = sent.get(f"urut-{photo}", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def turn_of(sent: Mapping[str, str], photo: UUID) -> int:
    """The chosen turn of a photo in degrees; 0 where none can be read."""
    text = sent.get(f"putar-{photo}", "")
    return int(text) if text in {str(turn) for turn in scans.TURNS} else 0


def choices(sent: Mapping[str, str]) -> str:
    """The order and the turns of a form as a query string, to be shown again."""
    fields = {k: v for k, v in sent.items() if k.startswith(("urut-", "putar-"))}
    return urlencode(fields)


def chosen(photos: Sequence[Photo]) -> list[tuple[UUID, int]]:
    """Ids and turns in the chosen order; equal positions keep the order of arrival."""
    in_order = sorted(photos, key=lambda photo: photo.position)
    return [(photo.id, photo.turn) for photo in in_order]
