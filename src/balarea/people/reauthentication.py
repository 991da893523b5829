"""Reauthentication: a factor is proved again before a way to sign in is changed.

An open session is no proof, since it may be unattended or stolen. A confirmation holds
for one named change and `LIFE`.
"""

import datetime as dt

from django.http import HttpRequest

CONFIRMED = "confirmed"
LIFE = dt.timedelta(minutes=10)


def confirm(request: HttpRequest, change: str, at: dt.datetime) -> None:
    """Note that a factor was proved for this change."""
    request.session[CONFIRMED] = {"change": change, "at": at.timestamp()}


def is_confirmed(request: HttpRequest, change: str, at: dt.datetime) -> bool:
    """Whether a factor was proved for this change within `LIFE`."""
    confirmation = request.session.get(CONFIRMED)
    if confirmation is None or confirmation["change"] != change:
        return False
    return at.timestamp() - float(confirmation["at"]) <= LIFE.total_seconds()


def spend(request: HttpRequest) -> None:
    """Use up the confirmation: the next change needs another one."""
    request.session.pop(CONFIRMED, None)
