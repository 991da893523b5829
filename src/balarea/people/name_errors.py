"""Refusals about names of who opened data."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class TooManyNames(Refusal):
    code = "TOO_MANY_NAMES"
    reason = _("%(max)s names that you asked for still wait for an answer.")
    next_step = _("Wait for one of the answers, then ask for the next name.")
    status = 409


class NameAnswered(Refusal):
    code = "NAME_ANSWERED"
    reason = _("This request was answered meanwhile.")
    next_step = _("Look at what stands there now.")
    status = 409


class OwnName(Refusal):
    code = "OWN_NAME"
    reason = _("It is your own name that is asked for.")
    next_step = _("Somebody else who oversees the same work answers.")
    status = 403


class RefusalMissing(Refusal):
    code = "REFUSAL_MISSING"
    reason = _("Whether the name is given, or why not, is missing.")
    next_step = _("Choose one of the answers, then send it.")
