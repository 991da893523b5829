"""How well waiting times were estimated: public, with the figures of each day."""

import csv
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balarea.foundation import clock
from balarea.ui.http_methods import require_safe
from balarea.visits.estimate.backtest import Scores
from balarea.visits.presenters import accuracy as presenters
from balarea.visits.queries import places, wait_history


@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    """The last eight weeks of a building; `gedung` names another one."""
    sites = places.sites()
    code = request.GET.get("gedung", "")[:20]
    context: dict[str, object] = {
        "sites": sites if len(sites) > 1 else [],
        **presenters.LIMITS,
    }
    if sites:
        site = places.site(code)
        rows = wait_history.wait_days(site, clock.today(clock.of(request)))
        days = [(row, wait_history.scores(row)) for row in rows]
        context |= {
            "site": site,
            "figures": presenters.accuracy(days, places.queues(site)),
        }
    response = render(request, "visits/accuracy.html", context)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def accuracy_csv(request: HttpRequest) -> HttpResponse:
    """The same figures by day, for whoever calculates with them."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="wait-accuracy.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for site in places.sites():
        for row in wait_history.wait_days(site, clock.today(clock.of(request))):
            writer.writerows(
                [site.code, row.business_date, row.model, *values]
                for values in _lines(wait_history.scores(row))
            )
    return response


COLUMNS = (
    *("site", "date", "model", "predictor", "dimension", "value", "count"),
    *("mean_error", "median_error", "bias", "coverage", "longer", "censored"),
)


def _lines(scores: Scores) -> Iterator[Iterable[object]]:
    for (by, dimension, value), score in scores.items():
        figures = (
            *(score.mean_error, score.median_error, score.bias),
            *(score.coverage, score.longer_share),
        )
        yield (
            *(by, dimension, value, score.count),
            *("" if figure is None else round(figure, 3) for figure in figures),
            score.censored,
        )
