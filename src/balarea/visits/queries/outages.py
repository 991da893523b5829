"""Outside registers that are down at the moment."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.utils import translation

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people import queries as people
from balarea.people.models import Agency, Site
from balarea.visits import models
from balarea.visits.outage_rules import sentence


def current(site: Site, at: dt.datetime) -> list[models.Outage]:
    """What was reported today and isn't over, oldest first.

    A report that nobody ended is over with its day.
    """
    rows = models.Outage.objects.filter(
        site=site, until__isnull=True, since__gte=clock.start_of(clock.today(at))
    )
    return list(rows.order_by("since", "id"))


def in_words(rows: Collection[models.Outage]) -> list[str]:
    """What visitors read of reports, in the active language."""
    names = people.agencies() if rows else {}
    return [sentence(_name(row, names), row.system, row.since) for row in rows]


def _name(row: models.Outage, names: Mapping[str, Agency]) -> str:
    return names[row.agency].short_name if row.agency in names else row.agency


def sentences(site: Site, at: dt.datetime) -> list[str]:
    """What is down in a building now, in the active language."""
    return in_words(current(site, at))


def texts(site: Site, at: dt.datetime) -> list[dict[str, str]]:
    """The same as language → text, for boards."""
    rows = current(site, at)
    if not rows:
        return []
    in_each = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            in_each[code] = in_words(rows)
    return [
        {code: every[number] for code, every in in_each.items()}
        for number in range(len(rows))
    ]


def outage(outage: UUID, agencies: Collection[str]) -> models.Outage:
    """An open report of one of these agencies, locked; raises `NotFound`."""
    rows = models.Outage.objects.select_for_update()
    row = rows.filter(id=outage, agency__in=agencies, until__isnull=True).first()
    if row is None:
        raise NotFound
    return row
