"""Refusals about sealed data: erased, or not of the case that points at it."""

import logging
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal

logger = logging.getLogger(__name__)


class Erased(Refusal):
    code = "ERASED"
    reason = _("This personal data was erased for good.")
    next_step = _("Ask the person for it again if you may.")
    status = 410


class TooManyPersons(Refusal):
    code = "TOO_MANY_PERSONS"
    reason = _("This would open the data of more than %(max)s people at once.")
    next_step = _("Narrow it down. More at once would need a second officer.")
    status = 403


class Mismatch(Refusal):
    """A row points at data of another one, or encrypted data was changed.

    Our code never writes such a row. Each case is in the server's log, at level ERROR.
    """

    code = "MISMATCH"
    reason = _("What is stored here does not belong together, so nothing was opened.")
    next_step = _("Tell those who run this site. It stands in their log.")
    status = 500


def mismatch(case: UUID) -> Mismatch:
    """Log an error about rows that don't belong together; returns the refusal."""
    logger.error("rows do not belong together: changed by SQL?", extra={"case": case})
    return Mismatch()


class UnknownFiles(Exception):
    """Most sealed files have no row in this database."""
