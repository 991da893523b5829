"""How well waiting times were estimated, as charts and tables."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balarea.visits import models
from balarea.visits.estimate import backtest, baselines
from balarea.visits.estimate.backtest import Scores
from balarea.visits.estimate.facts import BOOKED, PRIORITY, REGULAR
from balarea.visits.estimate.history import MINIMUM, WEEKS
from balarea.visits.estimate.scores import BANDS, Score
from balarea.visits.presenters.desk import queue_name

type Lazy = str | Promise

# Units of the drawings, which the page scales to its width.
WIDTH, HEIGHT, GAP = 700, 160, 4

PREDICTORS: dict[str, Lazy] = {
    baselines.OURS: _("this mall’s estimate"),
    baselines.LAST: _("the wait of the last visitor called"),
    baselines.ROLLING: _("the mean wait of the last ten"),
    baselines.RULE: _("people ahead × mean service time ÷ open desks"),
}
CATEGORIES: dict[str, Lazy] = {
    REGULAR: _("regular"),
    PRIORITY: _("priority"),
    BOOKED: _("appointment"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; errors in minutes, shares in per cent, None without any."""

    label: Lazy
    count: int
    error: float | None
    bias: float | None
    covered: int | None
    longer: int | None
    width: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class DayBar:
    """One day; `x`, `y`, `width` and `height` in units of the drawing."""

    day: dt.date
    row: Row
    x: int
    y: int
    width: int
    height: int


@dataclasses.dataclass(frozen=True, slots=True)
class Accuracy:
    """The figures of the page.

    Attributes:
        total: over all estimates of the days.
        predictors: ours first, on the tickets that every one of them could estimate.
        promised, timely_percent: visitors who were shown a range, and the share of them
            who were called before its end.
        highest: the largest mean error of a day.
    """

    total: Row
    median: float | None
    days: Sequence[DayBar]
    predictors: Sequence[Row]
    bands: Sequence[Row]
    queues: Sequence[Row]
    hours: Sequence[Row]
    categories: Sequence[Row]
    promised: int
    timely_percent: int | None
    highest: float
    censored: int
    width: int = WIDTH
    height: int = HEIGHT


# What the sentences of the page say.
LIMITS = {"weeks": WEEKS, "least": MINIMUM}


def accuracy(
    days: Sequence[tuple[models.WaitDay, Scores]], queues: Iterable[models.Queue]
) -> Accuracy | None:
    """The figures of some days; None if nothing was estimated on them."""
    scores: Scores = {}
    for _day, of in days:
        for key, score in of.items():
            scores.setdefault(key, Score()).merge(score)
    total = scores.get((baselines.OURS, backtest.ALL, ""))
    if total is None or not total.count:
        return None
    shown = sum(row.promised["shown"] for row, _scores in days)
    longer = sum(row.promised["longer"] for row, _scores in days)
    bars = _days(days)
    return Accuracy(
        total=_row("", total),
        median=total.median_error,
        days=bars,
        predictors=_predictors(scores),
        bands=_rows(scores, backtest.BAND, _bands()),
        queues=_rows(
            scores, backtest.QUEUE, {one.code: queue_name(one) for one in queues}
        ),
        hours=_rows(
            scores,
            backtest.HOUR,
            {str(hour): f"{hour:02}.00–{hour + 1:02}.00" for hour in range(24)},
        ),
        categories=_rows(scores, backtest.CATEGORY, CATEGORIES),
        promised=shown,
        timely_percent=round(100 * (shown - longer) / shown) if shown else None,
        highest=max(bar.row.error or 0.0 for bar in bars),
        censored=total.censored,
    )


def _bands() -> dict[str, Lazy]:
    """Band → its label in the active language."""
    limits = [f"{limit:.0f}" for limit in BANDS]
    between = [
        gettext("%(start)s to %(end)s minutes") % {"start": start, "end": end}
        for start, end in itertools.pairwise(limits)
    ]
    labels = [
        gettext("under %(end)s minutes") % {"end": limits[0]},
        *between,
        gettext("%(start)s minutes and more") % {"start": limits[-1]},
    ]
    return {str(place): label for place, label in enumerate(labels)}


def _row(label: Lazy, score: Score, most: float = 0.0) -> Row:
    error = score.mean_error
    return Row(
        label,
        score.count,
        error,
        score.bias,
        _percent(score.coverage),
        _percent(score.longer_share),
        round((error or 0.0) / most * WIDTH) if most else 0,
    )


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _rows(scores: Scores, dimension: str, labels: Mapping[str, Lazy]) -> list[Row]:
    """The rows of a dimension that have estimates, in the order of their labels."""
    return [
        _row(label, score)
        for value, label in labels.items()
        if (score := scores.get((baselines.OURS, dimension, value))) and score.count
    ]


def _predictors(scores: Scores) -> list[Row]:
    compared = {
        name: scores[name, backtest.COMPARED, ""]
        for name in baselines.NAMES
        if (name, backtest.COMPARED, "") in scores
    }
    most = max((one.mean_error or 0.0 for one in compared.values()), default=0.0)
    return [_row(PREDICTORS[name], score, most) for name, score in compared.items()]


def _days(days: Sequence[tuple[models.WaitDay, Scores]]) -> list[DayBar]:
    rows = [
        (row.business_date, _row("", score))
        for row, scores in days
        if (score := scores.get((baselines.OURS, backtest.ALL, ""))) and score.count
    ]
    most = max((row.error or 0.0 for _day, row in rows), default=0.0)
    step = WIDTH // max(len(rows), 1)
    bars = []
    for place, (day, row) in enumerate(rows):
        height = max(2, round((row.error or 0.0) / most * HEIGHT)) if most else 2
        bars.append(
            DayBar(day, row, place * step, HEIGHT - height, max(2, step - GAP), height)
        )
    return bars
