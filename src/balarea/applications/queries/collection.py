"""Where, when and with what the thing is collected that comes of an application."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from balarea.applications import models
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock

OVER = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """`ready_on` is None until the document is issued, from which `days` count.

    `place` is what was chosen, or the desk; `is_desk`: it is the agency's in the mall.
    """

    thing: str
    place: str
    is_desk: bool
    days: int
    ready_on: dt.date | None
    bring: Sequence[str]


def collection(
    application: models.Application,
    definition: engine.Definition,
    language: str,
    issued_at: dt.datetime | None = None,
) -> Collection | None:
    """None where a PDF is all there is, or where nothing comes of it any more.

    `issued_at` is passed by the step that closes the application, before it is stored.
    """
    collect = definition.output.collect if definition.output else None
    if collect is None or application.state in OVER:
        return None
    if application.state == State.ISSUED:
        issued_at = issued_at or application.closed_at
    is_desk = not collect.place_field or application.collect_at == collect.desk_value
    return Collection(
        thing=collect.thing.of(language),
        place=_chosen(application, definition, collect, language)
        or (_desk(application.agency) if is_desk else ""),
        is_desk=is_desk,
        days=collect.ready_working_days,
        ready_on=_ready_on(issued_at, collect.ready_working_days),
        bring=[one.of(language) for one in collect.bring],
    )


def _ready_on(issued_at: dt.datetime | None, days: int) -> dt.date | None:
    if issued_at is None:
        return None
    on = clock.today(issued_at)
    return calendar.add_working_days(on, days) if days else on


def _chosen(
    application: models.Application,
    definition: engine.Definition,
    collect: engine.Collect,
    language: str,
) -> str:
    """The label of the chosen place; empty where none was asked for, or kept."""
    if collect.place_field is None:
        return ""
    for choice in definition.fields[collect.place_field].choices:
        if choice.value == application.collect_at:
            return choice.label.of(language)
    return ""


def _desk(code: str) -> str:
    agency = catalogue.edition().agencies.get(code)
    return f"{agency.short_name}, {agency.desk}" if agency else code
