from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class Erased(Refusal):
    code = "ERASED"
    reason = _("This personal data was erased for good.")
    next_step = _("Ask the person for it again if you may.")
    status = 410


class StrangeFiles(Exception):
    """Most sealed files belong to no row of this database."""
