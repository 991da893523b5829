"""An agency's desk and phone number for pages and messages."""

import dataclasses
import datetime as dt

from django.utils.translation import get_language, gettext

from balarea.catalogue import queries
from balarea.catalogue.definition import Agency
from balarea.catalogue.presenters import openings
from balarea.ui import desks


def desk(agency: Agency | None, code: str, at: dt.datetime | None = None) -> desks.Desk:
    """The desk of an agency; of an unknown one, the mall's with its code.

    With `at` it says whether it is open at that moment.
    """
    if agency is None:
        return desks.desk(code, "", None)
    location = gettext("Desk %(number)s") % {"number": agency.desk}
    made = desks.desk(agency.name.of(get_language() or ""), location, agency)
    if at is None:
        return made
    return dataclasses.replace(
        made,
        opening=openings.opening(agency, queries.edition(), at),
        special=openings.special_days(agency, at),
    )


def of(code: str, at: dt.datetime | None = None) -> desks.Desk:
    """The same by the agency's code."""
    return desk(queries.edition().agencies.get(code), code, at)
