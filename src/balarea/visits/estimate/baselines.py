"""Three simple estimates, to compare ours with.

Each sees what it needs and nothing else. They get the benefit of the doubt: the last
wait is that of the same category, and the rule of thumb has the true usual mean.
"""

import dataclasses
from collections import deque
from typing import Final

from .facts import REGULAR, Minutes, Turn
from .site_state import SiteState
from .work_ahead import Workload

LAST: Final = "LAST"  # the wait of the last ticket that entered service
ROLLING: Final = "ROLLING"  # the mean wait of the last ten
RULE: Final = "RULE"  # people ahead × mean service time / open desks
OURS: Final = "OURS"
NAMES: Final = (OURS, LAST, ROLLING, RULE)

TEN = 10


@dataclasses.dataclass(slots=True)
class RecentWaits:
    """The waits of tickets called so far today, by queue and category."""

    waits: dict[tuple[str, bool], deque[Minutes]] = dataclasses.field(
        default_factory=dict
    )

    def add(self, turn: Turn) -> None:
        if turn.number == 0 and turn.wait is not None:
            key = (turn.queue, turn.category == REGULAR)
            self.waits.setdefault(key, deque(maxlen=TEN)).append(turn.wait)

    def of(self, queue: str, category: str) -> deque[Minutes]:
        return self.waits.get((queue, category == REGULAR), deque())


def baselines(
    recent: RecentWaits, work: Workload, turn: Turn
) -> dict[str, Minutes] | None:
    """Name → minutes; None while nobody of the category was called today."""
    waits = recent.of(turn.queue, turn.category)
    if not waits:
        return None
    return {
        LAST: waits[-1],
        ROLLING: sum(waits) / len(waits),
        RULE: rule_of_thumb(work.state, turn, work.history.queues[turn.queue].mean),
    }


def rule_of_thumb(state: SiteState, turn: Turn, mean: Minutes) -> Minutes:
    """People ahead × mean service time / open desks, as ZMS shows it."""
    ahead = sum(
        one.is_here and one.effective < turn.effective
        for one in state.queues[turn.queue].waiting
    )
    desks = sum(
        turn.queue in desk.weights and desk.paused_since is None for desk in state.desks
    )
    return ahead * mean / max(desks, 1)
