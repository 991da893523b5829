"""Buildings where agencies serve: added and changed by the mall's manager."""

import datetime as dt
import hashlib
from collections.abc import Collection
from typing import NamedTuple

from balarea.foundation import events, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models
from balarea.people.events import SitesChanged
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency


class SiteDetails(NamedTuple):
    """A building: degrees are those of WGS 84; `agencies` by code."""

    name: str
    address: str
    latitude: float | None
    longitude: float | None
    agencies: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A text that differs when anything differs, for a form to send back."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def _details(site: models.Site) -> SiteDetails:
    return SiteDetails(
        site.name,
        site.address,
        site.latitude,
        site.longitude,
        tuple(sorted(agency.code for agency in site.agencies.all())),
    )


@operation
def save_site(
    *,
    code: str,
    details: SiteDetails,
    revision: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Site:
    """Add a building, or change it; which agencies serve there replaces what was.

    `revision`: the fingerprint of what the manager saw; empty for a new building.

    Raises:
        NotPermitted: the officer doesn't manage the whole mall.
        errors.SiteChangedMeanwhile: it isn't, or is not any more, as they saw it.
    """
    if not managers.manages(scope, ()):
        raise NotPermitted
    site = models.Site.objects.select_for_update().filter(code=code).first()
    if revision != (_details(site).fingerprint if site is not None else ""):
        raise errors.SiteChangedMeanwhile
    fields = {
        "name": details.name,
        "address": details.address,
        "latitude": details.latitude,
        "longitude": details.longitude,
    }
    if site is None:
        site = unit_of_work.add(models.Site(code=code, **fields))
        unit_of_work.flush()
    else:
        for name, value in fields.items():
            setattr(site, name, value)
        unit_of_work.change(site, *fields)
    _serve(site, details.agencies)
    transparency.record(type="SITE_CHANGED", subject=site.id, by=by, at=at)
    events.announce(SitesChanged(at=at))
    return site


@operation
def open_main(
    *, code: str, name: str, address: str, by: Actor, at: dt.datetime
) -> models.Site:
    """The building of the mall itself, with every agency; made by the set-up.

    One that is there stays as managers have changed it.
    """
    existing = models.Site.objects.filter(code=code).first()
    if existing is not None:
        return existing
    site = unit_of_work.add(models.Site(code=code, name=name, address=address))
    unit_of_work.flush()
    _serve(site, list(models.Agency.objects.values_list("code", flat=True)))
    transparency.record(type="SITE_CHANGED", subject=site.id, by=by, at=at)
    events.announce(SitesChanged(at=at))
    return site


def _serve(site: models.Site, codes: Collection[str]) -> None:
    """Replace which agencies serve in a building."""
    through = models.Site.agencies.through
    through.objects.filter(site_id=site.id).exclude(agency__code__in=codes).delete()
    served = set(through.objects.filter(site_id=site.id).values_list("agency__code"))
    through.objects.bulk_create(
        through(site_id=site.id, agency_id=agency.id)
        for agency in models.Agency.objects.filter(code__in=codes)
        if (agency.code,) not in served
    )
