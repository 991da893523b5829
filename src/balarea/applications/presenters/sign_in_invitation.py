"""The note on the tracking page that says why to sign in."""

import dataclasses
import datetime as dt

from django.template.defaultfilters import date as show_date
from django.utils.translation import gettext as _

from balarea.applications import models
from balarea.applications.rules import State
from balarea.documents.models import Step
from balarea.foundation import clock

S = State


@dataclasses.dataclass(frozen=True, slots=True)
class Invitation:
    """A note with a way to sign in; `kind` is its colour."""

    kind: str
    title: str
    text: str
    button: str


def invitation(
    application: models.Application,
    revocation: Step | None,
    time_left: str = "",
    *,
    is_code_over: bool = False,
) -> Invitation | None:
    """Why to sign in now; None if there is nothing to do or read.

    `is_code_over`: the payment code has expired, and another one can be requested.

    Mentions that there are reasons, but never which, since anybody may hold the secret.
    """
    if revocation is not None:
        return _revoked(clock.today(revocation.at))
    state = State(application.state)
    if state == S.RETURNED:
        return _returned(application.due_on, time_left)
    if state == S.ANSWERED:
        say = _("Sign in, read it and say by %(day)s whether it is so.")
        sentence = say % {"day": _day(application.due_on)}
        return Invitation("warn", _("There is an answer"), sentence, _("Sign in"))
    if state == S.PREPARED:
        bring = _("Bring your file to the desk by %(day)s. Sign in for the list.")
        sentence = bring % {"day": _day(application.due_on)}
        return Invitation("warn", _("It waits for you"), sentence, _("Sign in"))
    if state in {S.AWAITING_FEE, S.AWAITING_LEVY}:
        text = _("The work goes on as soon as the fee is paid.")
        if is_code_over:
            ask = _(
                "The code has run out and nothing was paid. Sign in and ask for a new "
                "one; the fee stays the same."
            )
            return Invitation("warn", _("It waits for you"), ask, _("Sign in"))
        return Invitation("warn", _("It waits for you"), text, _("Sign in"))
    if state == S.ISSUED:
        text = _("Download it: sign in with your phone number or e-mail.")
        title, button = _("Your document is ready"), _("Sign in and download")
        return Invitation("ok", title, text, button)
    if state == S.REFUSED:
        return Invitation(
            "bad", _("The application was refused"), _reasons(), _("Sign in and read")
        )
    return None


def _returned(due_on: dt.date, time_left: str) -> Invitation:
    text = _("Something must be mended by %(day)s. Sign in to see what.")
    sentence = f"{text % {'day': _day(due_on)}} {time_left}".strip()
    return Invitation("warn", _("It waits for you"), sentence, _("Sign in"))


def _revoked(day: dt.date) -> Invitation:
    text = _("It has not been in force since %(day)s.") % {"day": _day(day)}
    title, button = _("The document was revoked"), _("Sign in and read")
    return Invitation("bad", title, f"{text} {_reasons()}", button)


def _reasons() -> str:
    return _(
        "For the reasons, and how to object, sign in with your phone number or e-mail."
    )


def _day(day: dt.date) -> str:
    return show_date(day, "j\N{NO-BREAK SPACE}F Y")
