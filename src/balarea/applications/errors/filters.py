"""Refusals of officers' saved filters."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class FilterNameMissing(Refusal):
    code = "FILTER_NAME_MISSING"
    reason = _("A filter needs a name of at most %(max)s characters.")
    next_step = _("Name what the list is for, then save it.")


class TooManyFilters(Refusal):
    code = "TOO_MANY_FILTERS"
    reason = _("You have %(max)s saved filters; there can't be more.")
    next_step = _("Remove one that you no longer use, then save this one.")
