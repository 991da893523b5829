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


class Mismatch(Refusal):
    """A row points at what belongs to another one, or what lies there was changed.

    Our code never writes such a row. Whoever runs the mall finds it in the server's
    log, at level ERROR.
    """

    code = "MISMATCH"
    reason = _("What is stored here does not belong together, so nothing was opened.")
    next_step = _("Tell those who run this site. It stands in their log.")
    status = 500


def mismatch(case: UUID) -> Mismatch:
    """The refusal of rows that don't belong together, after raising the alarm."""
    logger.error("rows do not belong together: changed by SQL?", extra={"case": case})
    return Mismatch()


class StrangeFiles(Exception):
    """Most sealed files belong to no row of this database."""
