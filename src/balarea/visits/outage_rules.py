"""Outside registers that desks depend on, and what is said when one is down."""

import datetime as dt
import enum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balarea.foundation import clock


class System(enum.StrEnum):
    POPULATION = "POPULATION"
    LICENSING = "LICENSING"
    BUILDING = "BUILDING"
    LAND = "LAND"
    TAX = "TAX"
    INSURANCE = "INSURANCE"
    PAYMENT = "PAYMENT"
    NETWORK = "NETWORK"
    OTHER = "OTHER"


NAMES: dict[System, Promise] = {
    System.POPULATION: _("the population register"),
    System.LICENSING: _("the business licensing system"),
    System.BUILDING: _("the building permit system"),
    System.LAND: _("the land register"),
    System.TAX: _("the tax system"),
    System.INSURANCE: _("the social insurance system"),
    System.PAYMENT: _("the payment system"),
    System.NETWORK: _("the network of the agency"),
    System.OTHER: _("a system of the agency"),
}


def sentence(agency: str, system: str, since: dt.datetime) -> str:
    """What is shown while it is down, in the active language."""
    words = {
        "agency": agency,
        "system": NAMES[System(system)],
        "time": clock.hour(since),
    }
    return (
        gettext(
            "%(agency)s: %(system)s is down since %(time)s. Serving may take longer or"
            " stop; your number stays."
        )
        % words
    )
