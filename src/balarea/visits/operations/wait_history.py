"""What a past day teaches of waiting times, stored once."""

import datetime as dt

from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.estimate.backtest import DayResult, judge
from balarea.visits.estimate.estimating import MODEL
from balarea.visits.estimate.facts import Day
from balarea.visits.queries import places
from balarea.visits.queries import wait_history as queries


@operation
def learn(*, site: Site, by: Actor, at: dt.datetime, before: dt.date) -> int:
    """Learn the oldest day before `before` that isn't learned yet; returns how many.

    Days are learned in order, each judged by those before it: call it until 0.
    """
    for day in queries.unlearned_days(site, before)[:1]:
        facts = queries.day_facts(site, day)
        record_day(site=site, facts=facts, by=by, at=at)
        return 1
    return 0


@operation
def record_day(*, site: Site, facts: Day, by: Actor, at: dt.datetime) -> models.WaitDay:
    """Store what a day adds to the history, and how its estimates fared.

    Args:
        facts: of a day that is over, from the events of its tickets. A demonstration
            passes simulated ones.
    """
    queues = [row for row in places.queues(site) if row.code in facts.queues]
    result = judge(facts, queries.histories(site, facts.date, queues))
    return store(site=site, day=facts.date, result=result, by=by, at=at)


@operation
def store(
    *, site: Site, day: dt.date, result: DayResult, by: Actor, at: dt.datetime
) -> models.WaitDay:
    """Add a judged day to the history; a building has one row a day and model."""
    return unit_of_work.add(
        models.WaitDay(
            site=site,
            business_date=day,
            model=MODEL,
            summaries={
                code: summary.to_json() for code, summary in result.summaries.items()
            },
            scores=_scores(result),
            promised=queries.promised(site, day),
            made_at=at,
        )
    )


def _scores(result: DayResult) -> list[dict[str, object]]:
    return [
        {"by": by, "of": dimension, "value": value, "score": score.to_json()}
        for (by, dimension, value), score in sorted(result.scores.items())
    ]
