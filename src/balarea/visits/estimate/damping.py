"""A shown range over time: it never silently shrinks and grows again.

What was said stays in force while the estimate lies within it: its ends only come
nearer as time passes. It may become narrower, by at least five minutes at an end. It is
replaced only when the estimate leaves it, and then the page says that it takes longer,
or goes faster, than was said.
"""

import dataclasses
from typing import Final

from .estimating import STEP, shown_range
from .facts import Minutes

SAME: Final = ""
LONGER: Final = "LONGER"
SHORTER: Final = "SHORTER"


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """What a page said, as times of day: called between `begins` and `ends`.

    Attributes:
        change: whether it replaced something said before, and how it differs.
    """

    begins: Minutes
    ends: Minutes
    change: str = SAME

    def minutes(self, at: Minutes) -> tuple[int, int]:
        """The range from a later moment on, outwards to five minutes."""
        return shown_range(max(0.0, self.begins - at), max(0.0, self.ends - at))


def damped(
    before: Shown | None, at: Minutes, *, low: Minutes, middle: Minutes, high: Minutes
) -> Shown:
    """What to show now, after `before`.

    Args:
        low, middle, high: the fresh P10, P50 and P80 in minutes from `at`.
    """
    begins, ends = shown_range(low, high)
    fresh = Shown(at + begins, at + ends)
    if before is None:
        return fresh
    expected = at + middle
    if expected > before.ends:
        return Shown(
            max(fresh.begins, before.begins),
            max(fresh.ends, before.ends + STEP),
            LONGER,
        )
    if expected < before.begins:
        return Shown(fresh.begins, min(fresh.ends, before.ends), SHORTER)
    narrowed = Shown(
        fresh.begins if fresh.begins >= before.begins + STEP else before.begins,
        fresh.ends if fresh.ends <= before.ends - STEP else before.ends,
    )
    is_possible = narrowed.begins <= expected <= narrowed.ends
    same = dataclasses.replace(before, change=SAME)
    return narrowed if is_possible and narrowed.begins < narrowed.ends else same
