"""Lists of applications that wait for one kind of step, page by page."""

import datetime as dt
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from balarea.applications import queries
from balarea.applications.views.officer.worklist import cursor
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock
from balarea.people.queries import Scope


class Waiting(Protocol):
    """An application on such a list; a page goes on after a `cursor`."""

    @property
    def id(self) -> UUID: ...

    @property
    def definition(self) -> str: ...

    @property
    def cursor(self) -> queries.Cursor: ...


class Items[Item: Waiting](Protocol):
    """The applications after a cursor within an officer's grants, in order."""

    def __call__(
        self, scope: Scope, *, after: queries.Cursor, limit: int
    ) -> list[Item]: ...


type Row[Item] = Callable[
    [Item, engine.Definition, str, dt.date, dict[dt.date, bool]], object
]


def page[Item: Waiting](
    request: HttpRequest,
    scope: Scope,
    items: Items[Item],
    row: Row[Item],
    template: str,
) -> HttpResponse:
    """One page; `row` presents an item by its definition, in a language, on a day."""
    after = cursor(request.GET.get("sesudah", ""))
    waiting = items(scope, after=after, limit=queries.PAGE + 1)
    shown = waiting[: queries.PAGE]
    saved = queries.preference(scope)
    language, today = get_language() or "", clock.today(clock.of(request))
    context = {
        "agency_name": scope.officer.agency.short_name,
        "officer_name": scope.officer.name,
        "rows": [
            row(
                item,
                catalogue.definition(item.definition),
                language,
                today,
                calendar.overrides(),
            )
            for item in shown
        ],
        "opens_next": saved is not None and saved.opens_next,
        "is_first": after == queries.FIRST,
        "next": shown[-1].cursor if len(waiting) > queries.PAGE else None,
    }
    return render(request, template, context)
