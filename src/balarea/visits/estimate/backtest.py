"""Each day judged by what was there the day before: never a random split."""

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from . import baselines
from .estimating import Estimated, estimate
from .facts import Day, Minutes, Turn
from .history import WEEKS, History, history, residual
from .replay import Replay
from .scores import Score, band
from .site_state import SiteState
from .summaries import QueueSummary, size_class, summarize
from .work_ahead import Workload

DAYS: Final = WEEKS * 7
type Scores = dict[tuple[str, str, str], Score]  # (predictor, dimension, value)

# Dimensions of scores. The band is that of the actual wait.
ALL, QUEUE, HOUR, CATEGORY, BAND = "ALL", "QUEUE", "HOUR", "CATEGORY", "BAND"
COMPARED = "COMPARED"  # the same tickets for every predictor
NOT_AT_ONCE = "NOT_AT_ONCE"  # those that weren't expected to be called at once


@dataclasses.dataclass(frozen=True, slots=True)
class DayResult:
    """What a day adds to the history, and how its estimates fared."""

    summaries: dict[str, QueueSummary]
    scores: Scores


@dataclasses.dataclass(frozen=True, slots=True)
class _Judged:
    turn: Turn
    fresh: Estimated
    others: dict[str, Minutes] | None


def judge(day: Day, before: History) -> DayResult:
    """Estimate every arrival of a day by the history before it, and score it.

    The summaries hold the day's residuals, which become part of the history after it.
    """
    summaries = summarize(day)
    scores: Scores = {}
    for judged in _estimates(day, before):
        turn, fresh = judged.turn, judged.fresh
        if fresh.predicted is None:
            continue
        if turn.wait is None:
            _censor(scores, judged)
            continue
        summaries[turn.queue].add_residual(
            size_class(fresh.predicted), residual(turn.wait, fresh.predicted)
        )
        _score(scores, judged, turn.wait)
    return DayResult(summaries, scores)


def _estimates(day: Day, before: History) -> Iterator[_Judged]:
    recent = baselines.RecentWaits()
    called = deque(
        sorted(
            (turn for turn in day.turns if turn.called is not None),
            key=lambda turn: turn.called or 0.0,
        )
    )
    for turn, state in Replay(day, before).moments():
        while called and (called[0].called or 0.0) <= state.at:
            if called[0] is turn:
                break
            recent.add(called.popleft())
        yield _judged(turn, state, before, recent)


def _judged(
    turn: Turn, state: SiteState, before: History, recent: baselines.RecentWaits
) -> _Judged:
    work = Workload(state, before)
    fresh = estimate(work, turn.queue, turn.effective)
    return _Judged(turn, fresh, baselines.baselines(recent, work, turn))


def _groups(judged: _Judged, wait: Minutes) -> Iterator[tuple[str, str]]:
    turn = judged.turn
    yield ALL, ""
    yield QUEUE, turn.queue
    yield HOUR, str(int((turn.since or 0.0) // 60))
    yield CATEGORY, turn.category
    yield BAND, str(band(wait))
    if (judged.fresh.predicted or 0.0) > 0:
        yield NOT_AT_ONCE, ""


def _score(scores: Scores, judged: _Judged, wait: Minutes) -> None:
    fresh = judged.fresh
    if fresh.p10 is None or fresh.p50 is None or fresh.p80 is None or fresh.p90 is None:
        return
    for group in _groups(judged, wait):
        score = scores.setdefault((baselines.OURS, *group), Score())
        score.add_error(fresh.p50, wait)
        score.add_quantiles(
            wait, p10=fresh.p10, p50=fresh.p50, p80=fresh.p80, p90=fresh.p90
        )
        if fresh.shown:
            score.shown += 1
            score.longer += wait > fresh.shown[1]
    if judged.others is None:
        return
    for name, predicted in (judged.others | {baselines.OURS: fresh.p50}).items():
        for dimension in (COMPARED, f"{COMPARED} {BAND}"):
            value = str(band(wait)) if dimension != COMPARED else ""
            score = scores.setdefault((name, dimension, value), Score())
            score.add_error(predicted, wait)


def _censor(scores: Scores, judged: _Judged) -> None:
    """A visitor who left: their wait is at least what they had waited by then."""
    turn, shown = judged.turn, judged.fresh.shown
    if turn.since is None or turn.ended is None or shown is None:
        return
    waited = turn.ended - turn.since
    for group in _groups(judged, waited):
        score = scores.setdefault((baselines.OURS, *group), Score())
        score.censored += 1
        score.beyond += waited > shown[1]


def merge(results: Iterable[DayResult]) -> Scores:
    """The scores of several days together."""
    scores: Scores = {}
    for result in results:
        for key, score in result.scores.items():
            scores.setdefault(key, Score()).merge(score)
    return scores


def rolling(days: Iterable[Day]) -> Iterator[tuple[Day, DayResult]]:
    """Judge days in order, each by at most eight weeks before it."""
    window: deque[tuple[Day, dict[str, QueueSummary]]] = deque()
    for day in days:
        while window and (day.date - window[0][0].date).days > DAYS:
            window.popleft()
        priors = {code: times.prior for code, times in day.queues.items()}
        before = history((summaries for _, summaries in window), priors)
        result = judge(day, before)
        window.append((day, result.summaries))
        yield day, result
