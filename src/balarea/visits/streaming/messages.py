"""What a stream sends, as server-sent events (HTML Living Standard, § 9.2). Pure.

Events:
    announcement: a call, a text or a closing. Numbers count within a zone, so its id is
        the position in each zone that the stream follows, `A:12,B:7`.
    queue: the id of a queue that has changed; its page reads anew what it shows.
    resync: anything may have changed, because the database was away.
    state: `{"stale": bool}`, whether the database is away; also as the heartbeat.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from balarea.visits import spoken

# Channels of pg_notify: something was announced; the queue of this id has changed.
BOARDS, QUEUES = "balarea_boards", "balarea_queues"
SPOKEN_KINDS = frozenset({"CALL", "RECALL"})
RETRY = b"retry: 2000\n\n"  # milliseconds until a browser connects again
RESYNC = b"event: resync\ndata: 1\n\n"
_POSITION = re.compile(r"([^:,\s]{0,60}):([0-9]{1,18})")

type Positions = Mapping[str, int]
"""Zone → the `seq` of its last announcement that a page has."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One row of the announcements, as the database read it.

    Attributes:
        seq: counts within the zone, without gaps.
        zone: empty if it concerns the whole site.
        text: language → text; empty for calls.
        age: seconds from its time to its reading.
    """

    seq: int
    site: str
    zone: str
    kind: str
    label: str
    desk: str
    text: Mapping[str, str]
    age: float


@dataclass(frozen=True, slots=True)
class Topics:
    """What one stream follows.

    Attributes:
        site: whose announcements; empty for none.
        zone: of this zone and of the whole site only; empty for every zone.
        queues: ids of the queues whose changes it hears of.
    """

    site: str = ""
    zone: str = ""
    queues: frozenset[str] = frozenset()

    def include(self, site: str, zone: str) -> bool:
        is_here = not (zone and self.zone) or zone == self.zone
        return bool(self.site) and site == self.site and is_here


def payload(one: Announcement, age: float) -> dict[str, object]:
    """An announcement as pages read it, by stream or by polling.

    Args:
        age: seconds since its time, by the server: browsers' clocks aren't trusted.
    """
    clips = {
        language: spoken.call(one.label, one.desk, language)
        for language in (spoken.LANGUAGES if one.kind in SPOKEN_KINDS else ())
    }
    return {
        "key": f"{one.zone}:{one.seq}",
        "kind": one.kind,
        "zone": one.zone,
        "label": one.label,
        "desk": one.desk,
        "text": dict(one.text),
        "age": round(age, 1),
        "clips": clips,
    }


def announcement(one: Announcement, age: float) -> bytes:
    """The event without its id, which differs from stream to stream."""
    content = json.dumps(payload(one, age), ensure_ascii=False, separators=(",", ":"))
    return f"event: announcement\ndata: {content}\n\n".encode()


def event_id(positions: Positions) -> bytes:
    return f"id: {positions_text(positions)}\n".encode()


def positions_text(positions: Positions) -> str:
    """`A:12,B:7`; the zone is quoted as in an address."""
    parts = (f"{quote(zone, safe='')}:{seq}" for zone, seq in sorted(positions.items()))
    return ",".join(parts)


def read_positions(text: str) -> dict[str, int] | None:
    """What `positions_text` wrote; None for any other text."""
    pairs = [_POSITION.fullmatch(part) for part in text.split(",")]
    if not all(pairs):
        return None
    return {unquote(pair[1]): int(pair[2]) for pair in pairs if pair}


def queue_changed(queue: str) -> bytes:
    return f"event: queue\ndata: {queue}\n\n".encode()


def state(*, is_stale: bool) -> bytes:
    content = json.dumps({"stale": is_stale})
    return f"event: state\ndata: {content}\n\n".encode()
