"""An agency's desk and phone number for pages and messages."""

from django.utils.translation import get_language, gettext

from balarea.catalogue import queries
from balarea.catalogue.definition import Agency
from balarea.ui import desks


def desk(agency: Agency | None, code: str) -> desks.Desk:
    """The desk of an agency; of an unknown one, the mall's with its code."""
    if agency is None:
        return desks.desk(code, "", None)
    location = gettext("Desk %(number)s") % {"number": agency.desk}
    return desks.desk(agency.name.of(get_language() or ""), location, agency)


def of(code: str) -> desks.Desk:
    """The same by the agency's code."""
    return desk(queries.edition().agencies.get(code), code)
