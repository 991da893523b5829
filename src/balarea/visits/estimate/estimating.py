"""Quantiles of a wait, the range that is shown, and when none is shown."""

import dataclasses
import math
from typing import Final

from .facts import Minutes
from .history import MINIMUM, History, shifted
from .summaries import size_class
from .work_ahead import Predicted, Workload

MODEL: Final = "work-1"  # stored with each estimate; raised when the numbers change
STEP: Minutes = 5.0  # of the range that is shown

# Why no range is shown.
NO_DESK: Final = "NO_DESK"
LITTLE_HISTORY: Final = "LITTLE_HISTORY"
PAST_CLOSING: Final = "PAST_CLOSING"


@dataclasses.dataclass(frozen=True, slots=True)
class Estimated:
    """An estimate of a wait from a moment on, in minutes.

    Attributes:
        predicted: the mean without its usual error; None if there is none.
        p10, p50, p80, p90: so many of a hundred waits are shorter; None with a reason.
        why_hidden: `NO_DESK`, `LITTLE_HISTORY`, `PAST_CLOSING`; empty if it is honest.
    """

    ahead: int
    desks: int
    predicted: Minutes | None
    p10: Minutes | None = None
    p50: Minutes | None = None
    p80: Minutes | None = None
    p90: Minutes | None = None
    why_hidden: str = ""

    @property
    def is_honest(self) -> bool:
        return not self.why_hidden

    @property
    def shown(self) -> tuple[int, int] | None:
        """The range to show: P10 to P80, outwards to full five minutes."""
        if self.p10 is None or self.p80 is None or self.why_hidden:
            return None
        return shown_range(self.p10, self.p80)


def shown_range(low: Minutes, high: Minutes) -> tuple[int, int]:
    """Both ends outwards to full five minutes; the range is never empty."""
    begins = int(math.floor(low / STEP) * STEP)
    ends = int(math.ceil(high / STEP) * STEP)
    return begins, max(ends, begins + int(STEP))


def estimate(work: Workload, queue: str, effective: Minutes) -> Estimated:
    """The wait from now of a ticket with this place in the queue's line.

    For a number that isn't taken yet, the place is the one that it would get.
    """
    predicted = work.predict(queue, effective)
    if not predicted.desks:
        return _hidden(predicted, NO_DESK)
    if predicted.minutes is None:
        return _hidden(predicted, PAST_CLOSING)
    quantiles = _quantiles(work.history, queue, predicted.minutes)
    if quantiles is None:
        return _hidden(predicted, LITTLE_HISTORY)
    p10, p50, p80, p90 = quantiles
    windows = work.state.queues[queue].windows
    closes = windows[-1][1] if windows else work.state.at
    return Estimated(
        predicted.ahead,
        predicted.desks,
        predicted.minutes,
        p10,
        p50,
        p80,
        p90,
        PAST_CLOSING if work.state.at + p80 > closes else "",
    )


def _hidden(predicted: Predicted, why: str) -> Estimated:
    return Estimated(
        predicted.ahead, predicted.desks, predicted.minutes, why_hidden=why
    )


def _quantiles(
    history: History, queue: str, minutes: Minutes
) -> tuple[Minutes, Minutes, Minutes, Minutes] | None:
    if history.queues[queue].count < MINIMUM:
        return None
    residuals = history.residuals(queue, size_class(minutes))
    if residuals is None:
        return None
    p10, p50, p80, p90 = (
        shifted(minutes, residuals.quantile(share)) for share in (0.1, 0.5, 0.8, 0.9)
    )
    return p10, p50, p80, p90
