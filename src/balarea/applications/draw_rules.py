"""How officers are drawn: weights, terms, and the codes that are published.

Officers whose impartiality can be doubted take no part (UU 30/2014 arts. 42-45, to be
confirmed by a lawyer); who does is drawn, so that nobody chooses it.
"""

import datetime as dt
import enum

from balarea.transparency.draw import rounds

ROSTER_DAYS = dt.timedelta(days=7)  # how long a roster can be used
MAX_WEIGHT = 20  # of an officer with whom no case lies
# Both as an audit expects them.
SILENCE, ROUND_DELAY = rounds.SILENCE, rounds.ROUND_DELAY


class Exclusion(enum.StrEnum):
    """Why a listed officer has no part in a draw; sealed, and committed to in public.

    Besides these the codes of `rules` that `queries.conflicts.interest` finds.
    """

    DECLARED = "DECLARED"  # they declared a conflict of interest
    RECORDED = "RECORDED"  # the system found and recorded one
    AWAY = "AWAY"  # recorded as away that day
    NO_RIGHT = "NO_RIGHT"  # not in office or without the right since the roster
    EARLIER_CONTACT = "EARLIER_CONTACT"  # took the filing in at a desk
    EARLIER_STEP = "EARLIER_STEP"  # took an earlier step of the same case
    REPLACED = "REPLACED"  # was drawn before and can't go on


class Cause(enum.StrEnum):
    """Why a draw replaces another; published with it.

    Leave and illness are one code: what is public must not tell of anybody's health
    (UU 27/2022 art. 4, to be confirmed by a lawyer).
    """

    AWAY = "AWAY"
    EXCLUDED = "EXCLUDED"  # a conflict of interest came up later
    LEFT = "LEFT"  # left office, or has the right no more


def weight(open_cases: int) -> int:
    """How often an officer's name is in the hat: less with more cases, never none."""
    return max(1, MAX_WEIGHT - open_cases)
