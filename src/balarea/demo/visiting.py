"""The demonstration's visitors: whole days of them, played by the operations.

Some desks have an officer who is played too. A few past days give the waiting times a
history; then the present day goes on, in real or compressed time, for as long as the
mall runs. Whoever tries the mall takes numbers among these visitors, and calls them.
"""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterator
from uuid import UUID

from django.contrib.auth.hashers import make_password

from balarea.demo import cast
from balarea.foundation import calendar, clock, working_days
from balarea.foundation.errors import Refusal
from balarea.foundation.operation import SYSTEM
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.operations import officers
from balarea.people.rules import Action, Role
from balarea.visits import models
from balarea.visits.operations import calling, desks, kiosks, places, serving
from balarea.visits.queries import places as place_queries
from balarea.visits.queries import tickets
from balarea.visits.rules import State
from balarea.visits.simulation.plans import DeskPlan, Hall, QueuePlan, lunch
from balarea.visits.simulation.playing import Player
from balarea.visits.simulation.visitors import draw
from balarea.visits.testing_days import OperationsDispatcher, Seat

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
ALL_DAY = ["00:00", "23:59"]
OPENS, CLOSES = 480.0, 900.0  # minutes from midnight, of the played day
# How much of the day has passed when the mall is started outside its hours.
BEGUN = 100.0
EARLIEST = 40.0  # minutes before opening at which a number can be taken, and some
SEED = 2026
KIOSK = "K1"
PAGES = {
    "kiosk": f"/kios/?kios={KIOSK}",
    "queue": "/antrean/",
    "board": "/layar/",
    "desk": "/petugas/loket/panggil/",
    "floor": "/petugas/lantai/",
}


def prepare_building(at: dt.datetime) -> None:
    """A kiosk, and an officer for each desk that is played; nobody signs in as them."""
    if not place_queries.has_queues():
        return
    site, agencies = place_queries.site(), people_queries.agencies()
    kiosks.register(
        site=site,
        code=KIOSK,
        name="Pintu utama",
        public_key=None,
        scope=None,
        by=SYSTEM,
        at=at,
    )
    names = reversed(cast.OFFICER_NAMES)
    for desk in _played_desks(site):
        officer = officers.appoint(
            login=_login(desk),
            password_hash=make_password(None),
            name=next(names),
            position="Petugas loket",
            position_translations={"en": "Desk officer"},
            role=Role.FRONT_OFFICER,
            agency=agencies[desk.agency],
            by=SYSTEM,
            at=at,
        )
        officers.grant(
            officer=officer,
            agency=agencies[desk.agency],
            actions=[Action.CALL],
            by=SYSTEM,
            at=at,
        )


def _login(desk: models.Desk) -> str:
    return f"loket.{desk.code.lower()}"


def _played_desks(site: people.Site) -> list[models.Desk]:
    """One desk for each queue, and more of the agencies that most people come to."""
    played: dict[str, list[models.Desk]] = {}
    skills, served = place_queries.skills(site), set[str]()
    codes = {queue.agency for queue in place_queries.queues(site)}
    desks = list(place_queries.desks(codes, site))
    for desk in desks:
        if not served.issuperset(skills.get(desk.id, {})):
            played.setdefault(desk.agency, []).append(desk)
            served |= set(skills[desk.id])
    for desk in desks:
        row = played.get(desk.agency, [])
        if desk not in row and len(row) < cast.DESKS_PLAYED.get(desk.agency, 1):
            row.append(desk)
    return [desk for row in played.values() for desk in row]


@dataclasses.dataclass(frozen=True)
class Cast:
    """The plan of a day, and the rows that its codes stand for."""

    hall: Hall
    queues: dict[str, models.Queue]
    seats: dict[str, Seat]

    def dispatcher(self) -> OperationsDispatcher:
        return OperationsDispatcher(self.queues, self.seats)


def prepare() -> Cast | None:
    """Everything that is needed to play; None in a mall without these officers."""
    if not place_queries.has_queues():
        return None
    site = place_queries.site()
    clerks = {one.account.login: one for one in people_queries.in_office()}
    seats: dict[str, Seat] = {}
    plans: list[DeskPlan] = []
    skills = place_queries.skills(site)
    for number, desk in enumerate(_played_desks(site)):
        officer = clerks.get(_login(desk))
        if officer is None:
            continue
        by = people_queries.officer_actor(officer)
        seats[desk.code] = Seat(desk.id, people_testing.scope_of(officer), by)
        weights = {code: float(weight) for code, weight in skills[desk.id].items()}
        plans.append(DeskPlan(desk.code, weights, OPENS, CLOSES, lunch(number)))
    served = {code for plan in plans for code in plan.skills}
    queues = {one.code: one for one in place_queries.queues(site) if one.code in served}
    if not queues:
        return None
    return Cast(Hall(tuple(map(_plan, queues.values())), tuple(plans)), queues, seats)


def _plan(queue: models.Queue) -> QueuePlan:
    per_day = cast.VISITORS.get(queue.code, cast.OTHER_VISITORS)
    onward = {
        later: share for first, later, share in cast.SENT_ON if first == queue.code
    }
    return QueuePlan(
        queue.code,
        per_day,
        mean=queue.expected_minutes * 0.9,
        opens=OPENS,
        closes=CLOSES - 20,
        remote_share=0.15,
        priority_minutes=queue.priority_minutes,
        onward=onward,
    )


def play_past(day: dt.date, of: Cast) -> int:
    """Play a whole past day of the busy queues; returns how many numbers it had.

    A day that has numbers already is left as it is.
    """
    if place_queries.has_day(day):
        return 0
    busy = {code for code in of.queues if code in cast.VISITORS}
    hall = dataclasses.replace(
        of.hall,
        queues=tuple(
            one if one.code in busy else dataclasses.replace(one, per_day=0)
            for one in of.hall.queues
        ),
        desks=tuple(one for one in of.hall.desks if busy & set(one.skills)),
    )
    midnight = clock.start_of(day)
    player = Player(
        hall,
        draw(hall, day, SEED),
        of.dispatcher(),
        lambda minute: midnight + minute * MINUTE,
    )
    player.run()
    return len(player.facts)


def seconds_to_wait(at: dt.datetime) -> float:
    """How long to wait, so that no job ends a past day's numbers while it is played.

    `visits.tasks.end_numbers` runs every five minutes; a day takes less than a minute.
    """
    left = 300.0 - at.timestamp() % 300.0
    return left + 10.0 if left < 60.0 else 0.0


def past_days(at: dt.datetime, count: int) -> list[dt.date]:
    """The last days before today on which the mall was open, oldest first."""
    days: list[dt.date] = []
    day = clock.today(at)
    overrides = calendar.overrides()
    while len(days) < count:
        day -= DAY
        if working_days.is_working_day(day, overrides):
            days.append(day)
    return days[::-1]


class LiveDispatcher(OperationsDispatcher):
    """The present day, which others take part in: their numbers end by the clock."""

    def end_day(self, at: dt.datetime) -> None:
        """Nothing: a job ends what is left after midnight."""


@dataclasses.dataclass(frozen=True)
class Pace:
    """When a minute of the played day is, in real time.

    Attributes:
        minute: of the played day, which is at `start`.
        speed: how many played minutes pass in a real one.
    """

    start: dt.datetime
    minute: float
    speed: float

    def at(self, minute: float) -> dt.datetime:
        return self.start + (minute - self.minute) / self.speed * MINUTE


def pace(at: dt.datetime, speed: float, *, is_first: bool) -> Pace:
    """How the played day lies in time: as the real one, while the mall is open.

    Outside its hours it has begun some time ago, so that people wait and are served
    whenever the mall is tried; later days begin anew.
    """
    passed = (clock.local(at) - clock.start_of(clock.today(at))) / MINUTE
    is_open = any(_is_within(queue, at) for queue in _queues())
    if is_open and speed == 1 and OPENS <= passed < CLOSES - 60:
        return Pace(at, passed, 1.0)
    # Nobody takes a number on the day before.
    begun = min(BEGUN, passed * speed - EARLIEST) if is_first else 0.0
    return Pace(at, OPENS + max(begun, 0.0), speed)


def _queues() -> list[models.Queue]:
    return list(place_queries.queues(place_queries.site()))


def _is_within(queue: models.Queue, at: dt.datetime) -> bool:
    """Whether a queue's day has begun and not ended; breaks are within it."""
    local = clock.local(at)
    spans = place_queries.spans(queue, local.date())
    return bool(spans) and spans[0][0] <= f"{local:%H:%M}" < spans[-1][1]


def keep_open(at: dt.datetime) -> None:
    """Let the queues be open all of today, if the mall is played outside its hours.

    Other days keep the hours that they have; the first of a day's numbers are released
    at midnight, the others when they were before.
    """
    day = clock.today(at)
    monday = day - day.weekday() * DAY
    for queue in _queues():
        if _is_within(queue, at):
            continue
        week = [
            [list(span) for span in place_queries.spans(queue, monday + n * DAY)]
            for n in range(7)
        ]
        week[day.weekday()] = [ALL_DAY]
        first, *later = queue.releases or [None]
        places.change_hours(
            queue=queue,
            hours=week,
            releases=[("00:00", first[1]), *later] if first else [],
            by=SYSTEM,
            at=at,
        )


def begin_today(
    of: Cast, at: dt.datetime, speed: float, *, is_first: bool
) -> Player[UUID]:
    """A player of the present day, whose desks are closed and free."""
    clear_desks(of.seats.values(), at)
    played = pace(at, speed, is_first=is_first)
    keep_open(at)
    visitors = draw(of.hall, clock.today(at), SEED + at.hour)
    return Player(of.hall, visitors, LiveDispatcher(of.queues, of.seats), played.at)


def clear_desks(seats: Collection[Seat], at: dt.datetime) -> None:
    """Close the desks that an earlier run left open, with whoever stands there."""
    for seat in seats:
        row = tickets.at_desk(seat.desk)
        if place_queries.open_session(seat.by.id) is None:
            continue
        with contextlib.suppress(Refusal):
            if row is not None:
                step = calling.miss if row.state == State.CALLED else serving.finish
                step(ticket=row.id, version=row.version, by=seat.by, at=at)
            desks.close_session(scope=seat.scope, by=seat.by, at=at)


def live(
    of: Cast,
    read_clock: Callable[[], dt.datetime],
    sleep: Callable[[float], object],
    speed: float,
) -> Iterator[None]:
    """Play the present day, and the next when it is over; ends never.

    It yields after each step, and waits by `sleep` until the time of the next.
    """
    is_first = True
    while True:
        player = begin_today(of, read_clock(), speed, is_first=is_first)
        is_first = False
        today = clock.today(read_clock())
        for at in player.events():
            while (left := (at - read_clock()).total_seconds()) > 0:
                sleep(min(left, 30.0))
            if clock.today(read_clock()) != today:
                today = clock.today(read_clock())
                keep_open(read_clock())
            yield
        sleep(60.0)
