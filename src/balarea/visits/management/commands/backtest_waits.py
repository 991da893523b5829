from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from balarea.foundation import clock
from balarea.visits.estimate import backtest, baselines
from balarea.visits.estimate.backtest import Scores
from balarea.visits.estimate.facts import Day
from balarea.visits.estimate.scores import Score
from balarea.visits.queries import places, wait_history


class Command(BaseCommand):
    """How well waiting times would have been estimated, day by day, from the events.

    Each day is judged with the days before it. Nothing is stored: it shows what a
    change of the estimator would do to the days that were.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", default="", help="code of a building")
        parser.add_argument("--days", type=int, default=backtest.DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        site = places.site(options["site"])
        today = clock.today(clock.now())
        dates = wait_history.dates_with_tickets(site, today, options["days"])
        days = (wait_history.day_facts(site, date) for date in dates)
        for line in report(days):
            self.stdout.write(line)


def report(days: Iterator[Day]) -> Iterator[str]:
    """The lines of the report; the last ones are of all days together."""
    results = []
    for day, result in backtest.rolling(days):
        results.append(result)
        score = result.scores.get((baselines.OURS, backtest.ALL, ""), Score())
        yield f"{day.date}  {_figures(score)}"
    yield from table(backtest.merge(results))


def table(scores: Scores) -> Iterator[str]:
    """A line for each predictor and each value of a dimension."""
    for (by, dimension, value), score in sorted(scores.items()):
        yield f"{by:8} {dimension:14} {value:12} {_figures(score)}"


def _figures(score: Score) -> str:
    if not score.count:
        return f"{score.count:6} waits"
    coverage, longer = score.coverage or 0.0, score.longer_share or 0.0
    return (
        f"{score.count:6} waits, error {score.mean_error:5.1f} min, median"
        f" {score.median_error:5.1f}, bias {score.bias:+5.1f},"
        f" P10-P90 {coverage:4.0%}, longer {longer:4.0%}, {score.censored} left"
    )
