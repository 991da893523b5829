"""A present factor, asked for at the moment in which one changes how one signs in.

An open session is no proof: it may have been left alone, or stolen. Who confirms one
change has confirmed no other, and it holds for one change and a few minutes.
"""

import datetime as dt

from django.http import HttpRequest

CONFIRMED = "confirmed"
LIFE = dt.timedelta(minutes=10)


def confirm(request: HttpRequest, change: str, at: dt.datetime) -> None:
    """A factor was proved for this change."""
    request.session[CONFIRMED] = {"change": change, "at": at.timestamp()}


def is_confirmed(request: HttpRequest, change: str, at: dt.datetime) -> bool:
    """Whether a factor was proved for this change, and a moment ago."""
    known = request.session.get(CONFIRMED)
    if known is None or known["change"] != change:
        return False
    return at.timestamp() - float(known["at"]) <= LIFE.total_seconds()


def spend(request: HttpRequest) -> None:
    """The change is made; the next one is confirmed anew."""
    request.session.pop(CONFIRMED, None)
