"""Refusals where several cases are granted together."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class DecidedAlone(Refusal):
    code = "DECIDED_ALONE"
    reason = _("This case is decided by itself, not together with others.")
    next_step = _("Open it and decide there.")


class NotOpened(Refusal):
    code = "NOT_OPENED"
    reason = _("You haven’t opened this case since it last changed.")
    next_step = _("Open it, look at what was filed, then come back to the list.")


class NoneChosen(Refusal):
    code = "NONE_CHOSEN"
    reason = _("No case is ticked.")
    next_step = _("Tick the cases that you grant, then send again.")


class TooManyTogether(Refusal):
    code = "TOO_MANY_TOGETHER"
    reason = _("At most %(max)s cases are granted at once.")
    next_step = _("Untick some of them, and grant these in a second go.")
