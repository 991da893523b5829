"""Refusals to publish or read definitions."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal

_NAMED = 5  # a changed family concerns forty services


def few(services: Sequence[str]) -> str:
    """A few of the names, with the number of the others."""
    more = ", …" if len(services) > _NAMED else ""
    return ", ".join(services[:_NAMED]) + more


class VersionTaken(Refusal):
    code = "VERSION_TAKEN"
    reason = _(
        "Another text was already published under the same version: %(services)s."
    )
    next_step = _(
        "Raise `version` in the service's file, as `script/versions raise` does, and"
        " publish again."
    )
    status = 409


class NumbersTaken(Refusal):
    code = "NUMBERS_TAKEN"
    reason = _(
        "The documents of %(service)s could get numbers that %(other)s gave under an"
        " older version."
    )
    next_step = _(
        "Add {code} or a word of its own to `number_format` in the service's file, and"
        " publish again."
    )
    status = 409


class Damaged(Refusal):
    code = "DEFINITION_DAMAGED"
    reason = _("The rules of this service are damaged, so we don't work by them.")
    next_step = _("The mall has been warned. Try again later, or ask the help desk.")
    status = 503
