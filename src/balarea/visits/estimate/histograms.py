"""Counts of values in bins of equal width: they add up over days, and stay small."""

import dataclasses
import math
from collections.abc import Mapping


@dataclasses.dataclass(slots=True)
class Histogram:
    """Bin number → count; bin n holds values from n × width below (n + 1) × width."""

    width: float
    bins: dict[int, int] = dataclasses.field(default_factory=dict)

    def add(self, value: float) -> None:
        """Count one value; raises ValueError unless it is finite."""
        if not math.isfinite(value):
            raise ValueError(f"{value} can't be counted")
        place = math.floor(value / self.width)
        self.bins[place] = self.bins.get(place, 0) + 1

    def merge(self, other: "Histogram") -> None:
        """Add the counts of a histogram of the same width."""
        for place, count in other.bins.items():
            self.bins[place] = self.bins.get(place, 0) + count

    @property
    def count(self) -> int:
        return sum(self.bins.values())

    def quantile(self, share: float) -> float:
        """The value below which this share lies, straight within a bin; 0 if empty."""
        left = share * self.count
        for place in sorted(self.bins):
            inside = self.bins[place]
            if left <= inside:
                return (place + left / inside) * self.width
            left -= inside
        return (max(self.bins) + 1) * self.width if self.bins else 0.0

    def mean_excess(self, passed: float) -> float | None:
        """How much more is to come, on average, once `passed` is over; None: unseen."""
        above = [
            ((place + 0.5) * self.width, count)
            for place, count in self.bins.items()
            if (place + 0.5) * self.width > passed
        ]
        total = sum(count for _, count in above)
        if not total:
            return None
        return sum(value * count for value, count in above) / total - passed

    def to_json(self) -> dict[str, int]:
        return {str(place): count for place, count in sorted(self.bins.items())}

    @classmethod
    def from_json(cls, width: float, bins: Mapping[str, int]) -> "Histogram":
        return cls(width, {int(place): count for place, count in bins.items()})
