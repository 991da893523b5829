"""Agencies as managers changed them, and the mall's calendar, as editions have them."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from balarea.catalogue import editions
from balarea.catalogue.definition import Agency
from balarea.foundation import calendar
from balarea.people.agency_details import AgencyDetails
from balarea.people.queries import agency_changes
from balarea.people.queries import sites as people_sites


def managed(agencies: Iterable[Agency], today: dt.date) -> tuple[Agency, ...]:
    """These agencies, with what managers made of them; special days that passed end."""
    changed = agency_changes.changed_details()
    return tuple(
        _ahead(
            msgspec.structs.replace(agency, **_fields(changed[agency.code]))
            if agency.code in changed
            else agency,
            today,
        )
        for agency in agencies
    )


def details_of(agency: Agency) -> AgencyDetails:
    """What a manager may change of an agency, as it is published now."""
    fields = msgspec.structs.fields(AgencyDetails)
    return AgencyDetails(**{one.name: getattr(agency, one.name) for one in fields})


def local_days(today: dt.date) -> dict[str, bool]:
    """The mall's own exceptions of the calendar from today on, by ISO day."""
    days = sorted(calendar.overrides().items())
    return {day.isoformat(): is_open for day, is_open in days if day >= today}


def places() -> tuple[editions.Place, ...]:
    """The buildings in which some agency serves."""
    return tuple(
        editions.Place(site.name, site.address, codes, site.latitude, site.longitude)
        for site, codes in people_sites.sites()
        if codes
    )


def _fields(details: AgencyDetails) -> dict[str, object]:
    return msgspec.structs.asdict(details)


def _ahead(agency: Agency, today: dt.date) -> Agency:
    special = tuple(one for one in agency.special if one.day >= today)
    if special == agency.special:
        return agency
    return msgspec.structs.replace(agency, special=special)
