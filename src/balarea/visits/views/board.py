"""Boards of the waiting area: the page, its data, and the clips of its voice."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.ui.http_methods import require_safe
from balarea.visits import spoken, streams
from balarea.visits.presenters import boards as presenters
from balarea.visits.queries import boards, places
from balarea.visits.queries.boards import Board
from balarea.visits.streaming import messages

HALL = "semua"  # in the address: every zone of a building
CACHED_FOR = 1.0  # seconds; a hundred boards ask at once
DATABASE_ERRORS = (OperationalError, InterfaceError, psycopg.OperationalError)
CLIPS = Path(spoken.__file__).with_name("voice")
# Voices by the word in the address: in which languages a call is said, in order.
VOICES: Mapping[str, tuple[str, ...]] = {
    "": ("id", "id"),
    "id": ("id", "id"),
    "id-en": ("id", "en"),
    "en": ("en", "en"),
    "tanpa": (),
}
SUFFIXES = {".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav"}
NAME = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class _Read:
    """A board, and for how many seconds its data are old because of the database."""

    board: Board
    age: float | None


# The last board of each address in this process: shown while the database is away.
_last: dict[tuple[str, str], Board] = {}


def forget() -> None:
    """Let the next page read the database, for tests."""
    _last.clear()


def _read(request: HttpRequest, zone: str) -> _Read | None:
    """None: the database is away, and this process has shown this board never yet."""
    at = clock.of(request)
    key = (request.GET.get("lokasi", "")[:20], zone)
    last = _last.get(key)
    if last is not None and 0 <= _seconds(at, last) < CACHED_FOR:
        return _Read(last, None)
    try:
        board = boards.board(places.site(key[0]), "" if zone == HALL else zone, at)
    except DATABASE_ERRORS:
        return None if last is None else _Read(last, _seconds(at, last))
    _last[key] = board
    return _Read(board, None)


def _seconds(at: dt.datetime, board: Board) -> float:
    return (at - board.at).total_seconds()


def _language() -> str:
    return get_language() or ""


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which board to show: the whole hall or a zone."""
    site = places.site(request.GET.get("lokasi", "")[:20])
    context = {"site": site, "zones": boards.zones(site), "sites": places.sites()}
    return render(request, "visits/board/choose.html", context)


@require_safe
@streams.follows_stream
def show(request: HttpRequest, zone: str) -> HttpResponse:
    """A board; without script it loads itself anew, with script it follows a stream."""
    read = _read(request, zone)
    voice = VOICES.get(request.GET.get("suara", ""), VOICES[""])
    context: dict[str, object] = {"zone": "" if zone == HALL else zone}
    if read is not None:
        board = read.board
        context |= {
            "shown": presenters.shown(board, _language(), read.age),
            "board": board,
            "queues": " ".join(str(line.queue) for line in board.lines),
            "positions": messages.positions_text(board.positions),
            "recent": presenters.recent(board, read.age or 0.0),
            "voice": " ".join(voice),
            "clips": _folder_of_clips(),
            "stream": streams.address(),
        }
    status = 503 if read is None else 200
    response = render(request, "visits/board/show.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def data(request: HttpRequest, zone: str) -> HttpResponse:
    """What a board's script reads anew: its content, and the last minute's calls."""
    read = _read(request, zone)
    if read is None:
        return _json({"stale": True}, 503)
    board, later = read.board, read.age or 0.0
    shown = presenters.shown(board, _language(), read.age)
    recent = presenters.recent(board, later)
    content = {
        "html": render_to_string("visits/board/_content.html", {"shown": shown}),
        "after": messages.positions_text(board.positions),
        "announcements": recent,
        "stale": read.age is not None,
        "age": round(later),
        "hour": clock.hour(board.at),
    }
    # Ages and hours change by themselves, and are no news.
    news = [content["html"], content["after"], [one["key"] for one in recent], later]
    tag = hashlib.sha256(json.dumps(news).encode()).hexdigest()[:24]
    if streams.has(request, tag):
        return HttpResponseNotModified(headers={"ETag": f'"{tag}"'})
    response = _json(content, 200)
    response.headers["ETag"] = f'"{tag}"'
    return response


def _json(content: object, status: int) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def clip(request: HttpRequest, language: str, name: str) -> HttpResponse:
    """A word of the voice: as a person recorded it for this mall, else our own clip."""
    if language not in spoken.LANGUAGES or not NAME.fullmatch(name):
        raise NotFound
    own = Path(settings.BALAREA_VOICE_DIR) / language
    recorded = [own / f"{name}{suffix}" for suffix in SUFFIXES]
    for path in (*recorded, _clip(language, name)):
        if path.is_file():
            content = path.read_bytes()
            response = HttpResponse(content, content_type=SUFFIXES[path.suffix])
            response.headers["Cache-Control"] = "public, max-age=3600"
            return response
    raise NotFound


def _folder_of_clips() -> str:
    """The address before `id/chime.mp3`."""
    first = reverse("visits:board_clip", args=["id", spoken.CHIME])
    return first.removesuffix(f"id/{spoken.CHIME}.mp3")


def _clip(language: str, name: str) -> Path:
    return CLIPS / language / f"{name}.mp3"
