"""An agency's desk and phone number for pages and messages."""

from django.utils.translation import get_language, gettext

from balarea.catalogue import queries
from balarea.catalogue.definition import Agency
from balarea.ui import offices


def office(agency: Agency | None, code: str) -> offices.Office:
    """The desk of an agency; of an unknown one, the mall's with its code."""
    if agency is None:
        return offices.office(code, "", None)
    desk = gettext("Desk %(number)s") % {"number": agency.desk}
    return offices.office(agency.name.of(get_language() or ""), desk, agency)


def of(code: str) -> offices.Office:
    """The same by the agency's code."""
    return office(queries.edition().agencies.get(code), code)
