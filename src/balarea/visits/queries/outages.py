"""Outside registers that are down at the moment."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings
from django.utils import translation

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.people.models import Site
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


def sentences(site: Site, at: dt.datetime) -> list[str]:
    """What visitors read of them, in the active language."""
    return [sentence(row.agency, row.system, row.since) for row in current(site, at)]


def texts(site: Site, at: dt.datetime) -> list[Mapping[str, str]]:
    """The same as language → text, for boards."""
    every = []
    for row in current(site, at):
        in_each = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                in_each[code] = sentence(row.agency, row.system, row.since)
        every.append(in_each)
    return every


def outage(outage: UUID, agencies: Collection[str]) -> models.Outage:
    """An open report of one of these agencies, locked; raises `NotFound`."""
    rows = models.Outage.objects.select_for_update()
    row = rows.filter(id=outage, agency__in=agencies, until__isnull=True).first()
    if row is None:
        raise NotFound
    return row
