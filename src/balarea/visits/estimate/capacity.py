"""The time that desks give a queue: open windows, breaks, usual lunch by turns.

`Calendar.worked` grows by a minute for each minute in which a desk that is open now
will serve; desks that usually pause in a half-hour make it grow more slowly there.
"""

import bisect
import dataclasses
import itertools
from collections.abc import Sequence

from .facts import Minutes, Window

PART: Minutes = 30.0  # the grid of `usual`
PARTS = 48


@dataclasses.dataclass(frozen=True, slots=True)
class Calendar:
    """Desk time from a moment on: at `moments[n]` it is `totals[n]`, linear between."""

    moments: tuple[Minutes, ...]
    totals: tuple[Minutes, ...]

    def worked(self, moment: Minutes) -> Minutes:
        """Minutes of a desk's work until a moment, in those that the queue is open."""
        place = bisect.bisect_right(self.moments, moment) - 1
        if place < 0:
            return 0.0
        if place == len(self.moments) - 1:
            return self.totals[-1]
        begins, ends = self.moments[place : place + 2]
        before, after = self.totals[place : place + 2]
        return before + (after - before) * (moment - begins) / (ends - begins)

    def moment(self, worked: Minutes) -> Minutes | None:
        """The first moment with so much work done; None if the day ends before it."""
        place = bisect.bisect_left(self.totals, worked)
        if place == len(self.totals):
            return None
        if place == 0:  # as soon as it is open
            place = bisect.bisect_right(self.totals, self.totals[0])
            return None if place == len(self.totals) else self.moments[place - 1]
        begins, ends = self.moments[place - 1 : place + 1]
        before, after = self.totals[place - 1 : place + 1]
        return begins + (ends - begins) * (worked - before) / (after - before)


def calendar(
    at: Minutes, windows: Sequence[Window], usual: Sequence[float] = ()
) -> Calendar:
    """The calendar of a queue from `at` on.

    Args:
        windows: in which it is served, in order and apart from each other.
        usual: share of open desks that serve, for each half-hour of the day. The
            running one counts whole: which desks pause in it is seen already.
    """
    moments, totals = [at], [0.0]
    running = int(at // PART)
    for opens, closes in windows:
        begins = max(opens, at)
        if closes <= begins:
            continue
        if begins > moments[-1]:
            moments.append(begins)
            totals.append(totals[-1])
        first, last = int(begins // PART), int(-(-closes // PART))
        parts = range(first + 1, last if usual else first + 1)
        edges = [begins, *(part * PART for part in parts), closes]
        for start, end in itertools.pairwise(edges):
            part = int(start // PART)
            speed = 1.0 if part == running or not usual else usual[part % PARTS]
            moments.append(end)
            totals.append(totals[-1] + (end - start) * speed)
    return Calendar(tuple(moments), tuple(totals))
