"""How many numbers may be taken from home, and by whom; pure arithmetic.

Nobody needs an account for it. Whoever signed in by a code is counted as one person;
anybody else as one browser, within a part of the numbers and a limit for each network,
so that one person with many browsers can't take them all.
"""

import datetime as dt

from balarea.visits.rules import Spans, minutes_left

UNPROVED_PERCENT = 50  # of the numbers from home, for those who didn't sign in
PERSON_DAY = 3  # numbers from home that one person has on a day, of all queues
NETWORK_LIMIT = 30  # numbers for those who didn't sign in; carriers share addresses
NETWORK_WINDOW = dt.timedelta(hours=1)
ABSENT_AFTER = dt.timedelta(minutes=60)  # of its turn a number from home ends
CODE_TRIES = 6  # of the code of the day, for one visit
CODE_NETWORK_TRIES = 60
CODE_WINDOW = dt.timedelta(minutes=15)
CODE_DIGITS = 6


def capacity(spans: Spans, *, desks: int, service_minutes: int) -> int:
    """How many visitors a queue can serve on a day with these hours."""
    minutes = minutes_left(spans, dt.time.min)
    return int(desks * minutes / service_minutes)


def remote_quota(whole: int, percent: int) -> int:
    """The part of a day's numbers that may be taken from home or booked."""
    return whole * percent // 100


def unproved_quota(remote: int) -> int:
    """The part of those for people who didn't sign in."""
    return remote * UNPROVED_PERCENT // 100


def code_of(digest: bytes) -> str:
    """The code of the day, from a keyed hash of building and day."""
    number = int.from_bytes(digest[:8], "big") % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}}"
