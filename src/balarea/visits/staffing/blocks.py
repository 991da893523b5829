"""Times of appointments in a block, and how many more than that may be given."""

import math

INITIAL = 2  # visitors at the beginning of a block
RISK = 0.05  # that more come than there are places


def bailey_welch(minutes: float, service: float, desks: int = 1) -> list[float]:
    """Times of a block's appointments, in minutes from its beginning.

    Two at the beginning, so that the desk never idles, then one for each mean service
    time (Bailey 1952; robust by Ho and Lau 1992). With several desks each has such a
    block, begun in turn.

    Args:
        minutes: how long the block is.
        service: mean minutes at the desk.
    """
    places = int(minutes // service)
    shift = service / desks
    return sorted(
        max(0.0, (number - INITIAL + 1) * service) + desk * shift * (number >= INITIAL)
        for desk in range(desks)
        for number in range(places)
    )


def overbooking(places: int, no_show: float, risk: float = RISK) -> int:
    """How many appointments more than places a block can have.

    The largest number for which at most `risk` is the chance that more come than there
    are places. For a block only, never for a single time.

    Args:
        no_show: the share of appointments to which nobody comes.
    """
    if not 0 <= no_show < 1:
        raise ValueError(f"{no_show} is no share of appointments")
    more = 0
    while places and _more_than(places, places + more + 1, 1 - no_show) <= risk:
        more += 1
    return more


def _more_than(places: int, given: int, come: float) -> float:
    """The chance that more than `places` of `given` come."""
    return math.fsum(
        math.comb(given, n) * come**n * (1 - come) ** (given - n)
        for n in range(places + 1, given + 1)
    )
