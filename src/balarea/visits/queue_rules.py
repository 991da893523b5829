"""What a manager may set up of queues and desks; pure."""

import datetime as dt
import enum
import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

type Span = tuple[str, str]
"""Two times of one day, such as `("08:00", "12:00")`."""
type Week = tuple[tuple[Span, ...], ...]
"""Seven days, Monday first; empty: the agency's own hours."""

CODE = re.compile(r"[A-Z][A-Z0-9-]{0,19}")
PREFIX = re.compile(r"[A-Z]{1,3}")
DESK_CODE = re.compile(r"[A-Z]{1,3}[0-9]{1,4}")
ZONE = re.compile(r"[A-Z]{1,3}")
LONGEST_SERVICE = 240  # minutes
LONGEST_LEAD = 240  # minutes, of priority and appointments
MOST_NUMBERS = 5000  # a day
MOST_A_PERSON = 10
RELEASED = 100  # percent, of all parts together
MOST_AHEAD = 120  # minutes by which a queue can come first at a desk


class Problem(enum.StrEnum):
    """Why details of a queue or desk are refused."""

    CODE = "CODE"
    PREFIX = "PREFIX"
    NAME = "NAME"
    ZONE = "ZONE"
    MINUTES = "MINUTES"
    LEAD = "LEAD"
    QUOTA = "QUOTA"
    LIMIT = "LIMIT"
    SHARE = "SHARE"
    HOURS = "HOURS"
    OVERLAP = "OVERLAP"
    RELEASES = "RELEASES"
    WEIGHT = "WEIGHT"


class QueueDetails(NamedTuple):
    """What a manager sets up of a queue; fields as of `models.Queue`."""

    code: str
    prefix: str
    name: str
    name_translations: tuple[tuple[str, str], ...]
    zone: str
    services: tuple[str, ...]
    expected_minutes: int
    priority_minutes: int
    appointment_minutes: int
    daily_quota: int | None
    releases: tuple[tuple[str, int], ...]
    person_limit: int
    remote_percent: int
    hours: Week
    breaks: tuple[Span, ...]
    is_active: bool

    @property
    def fingerprint(self) -> str:
        """A text that differs when anything differs, for a form to send back."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


class DeskDetails(NamedTuple):
    """What a manager sets up of a desk; `skills`: queue's code → minutes ahead."""

    code: str
    zone: str
    skills: tuple[tuple[str, int], ...]
    is_active: bool

    @property
    def fingerprint(self) -> str:
        """As of a queue."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def queue_problems(details: QueueDetails) -> Iterator[tuple[str, Problem]]:
    """Each field that can't be as it is, and why."""
    quota = details.daily_quota
    fits = {
        ("code", Problem.CODE): CODE.fullmatch(details.code),
        ("prefix", Problem.PREFIX): PREFIX.fullmatch(details.prefix),
        ("name", Problem.NAME): details.name.strip(),
        ("zone", Problem.ZONE): ZONE.fullmatch(details.zone),
        ("expected_minutes", Problem.MINUTES): (
            1 <= details.expected_minutes <= LONGEST_SERVICE
        ),
        ("priority_minutes", Problem.LEAD): (
            0 <= details.priority_minutes <= LONGEST_LEAD
        ),
        ("appointment_minutes", Problem.LEAD): (
            0 <= details.appointment_minutes <= LONGEST_LEAD
        ),
        ("daily_quota", Problem.QUOTA): quota is None or 1 <= quota <= MOST_NUMBERS,
        ("person_limit", Problem.LIMIT): 1 <= details.person_limit <= MOST_A_PERSON,
        ("remote_percent", Problem.SHARE): 0 <= details.remote_percent <= 100,
        ("releases", Problem.RELEASES): are_releases(details),
    }
    yield from (named for named, is_fit in fits.items() if not is_fit)
    yield from _hours_problems(details)


def _hours_problems(details: QueueDetails) -> Iterator[tuple[str, Problem]]:
    if len(details.hours) not in {0, 7}:
        yield "hours_0", Problem.HOURS
    for day, spans in enumerate(details.hours):
        if (problem := span_problem(spans)) is not None:
            yield f"hours_{day}", problem
    if (problem := span_problem(details.breaks)) is not None:
        yield "breaks", problem


def span_problem(spans: Sequence[Span]) -> Problem | None:
    """Whether spans are no times of a day, or share a moment; one twice does, too."""
    if not all(is_span(span) for span in spans):
        return Problem.HOURS
    ordered = sorted(spans)
    pairs = itertools.pairwise(ordered)
    if any(later[0] < earlier[1] for earlier, later in pairs):
        return Problem.OVERLAP
    return None


def is_span(span: Span) -> bool:
    """Whether these are two times of one day, the earlier first."""
    return all(map(is_time, span)) and span[0] < span[1]


def is_time(text: str) -> bool:
    """Whether a text is a time such as `08:00`."""
    try:
        dt.time.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("08:00")


def are_releases(details: QueueDetails) -> bool:
    """Whether the parts of a quota come at different times and are all of it."""
    if not details.releases:
        return True
    times = [since for since, _ in details.releases]
    parts = [percent for _, percent in details.releases]
    return (
        details.daily_quota is not None
        and all(map(is_time, times))
        and len(set(times)) == len(times)
        and all(part > 0 for part in parts)
        and sum(parts) == RELEASED
    )


def desk_problems(details: DeskDetails) -> Iterator[tuple[str, Problem]]:
    """Each field that can't be as it is, and why."""
    if not DESK_CODE.fullmatch(details.code):
        yield "code", Problem.CODE
    if not ZONE.fullmatch(details.zone):
        yield "zone", Problem.ZONE
    if any(not 0 <= weight <= MOST_AHEAD for _, weight in details.skills):
        yield "skills", Problem.WEIGHT


def shared_service(
    services: Sequence[str], others: Sequence[tuple[str, Sequence[str]]]
) -> tuple[str, str] | None:
    """A service that another queue of the agency serves already, and that queue.

    Args:
        others: of the agency's other queues in the building the code and services; one
            without services serves all that no queue names, so there is one at most.
    """
    for code, theirs in others:
        if not services and not theirs:
            return "", code
        for service in services:
            if service in theirs:
                return service, code
    return None
