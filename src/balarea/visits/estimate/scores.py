"""Errors of estimates as sums, so that days, queues and weeks add up."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from .facts import Minutes
from .histograms import Histogram

BANDS: Final[tuple[Minutes, ...]] = (5.0, 15.0, 30.0)  # limits of wait bands


def band(wait: Minutes) -> int:
    """The band of an actual wait: 0–5, 5–15, 15–30, 30 minutes and more."""
    return sum(wait >= limit for limit in BANDS)


def pinball(actual: Minutes, quantile: Minutes, share: float) -> float:
    """The pinball loss of a quantile: least, on average, for the true one."""
    difference = actual - quantile
    return max(share * difference, (share - 1) * difference)


@dataclasses.dataclass(slots=True)
class Score:
    """Sums over scored estimates.

    Attributes:
        count: estimates whose wait is seen.
        absolute, signed: sums of |estimate − wait| and of estimate − wait.
        errors: distribution of |estimate − wait| in whole minutes.
        loss50, loss80: pinball losses.
        covered: waits from P10 to P90.
        shown, longer: estimates with a shown range, and waits beyond its end.
        censored, beyond: visitors who left before a call, and those of them who had
            waited past the shown range by then.
    """

    count: int = 0
    absolute: float = 0.0
    signed: float = 0.0
    errors: Histogram = dataclasses.field(default_factory=lambda: Histogram(1.0))
    loss50: float = 0.0
    loss80: float = 0.0
    covered: int = 0
    shown: int = 0
    longer: int = 0
    censored: int = 0
    beyond: int = 0

    def add_error(self, predicted: Minutes, actual: Minutes) -> None:
        error = predicted - actual
        self.count += 1
        self.absolute += abs(error)
        self.signed += error
        self.errors.add(abs(error))

    def add_quantiles(
        self, actual: Minutes, *, p10: Minutes, p50: Minutes, p80: Minutes, p90: Minutes
    ) -> None:
        self.loss50 += pinball(actual, p50, 0.5)
        self.loss80 += pinball(actual, p80, 0.8)
        self.covered += p10 <= actual <= p90

    def merge(self, other: "Score") -> None:
        for field in dataclasses.fields(self):
            if field.name == "errors":
                self.errors.merge(other.errors)
            else:
                mine, more = getattr(self, field.name), getattr(other, field.name)
                setattr(self, field.name, mine + more)

    def per(self, total: float) -> float | None:
        """A sum divided by the count; None without any."""
        return total / self.count if self.count else None

    @property
    def mean_error(self) -> Minutes | None:
        return self.per(self.absolute)

    @property
    def median_error(self) -> Minutes | None:
        return self.errors.quantile(0.5) if self.count else None

    @property
    def bias(self) -> Minutes | None:
        """Above zero: waits were shorter than estimated."""
        return self.per(self.signed)

    @property
    def coverage(self) -> float | None:
        return self.per(self.covered)

    @property
    def longer_share(self) -> float | None:
        """The share of shown ranges that a wait exceeded; leavers past it count."""
        total = self.shown + self.beyond
        return (self.longer + self.beyond) / total if total else None

    def to_json(self) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            is_counts = isinstance(value, Histogram)
            content[field.name] = value.to_json() if is_counts else round(value, 3)
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Score":
        values = dict(content)
        values["errors"] = Histogram.from_json(1.0, values["errors"])
        return cls(**values)
