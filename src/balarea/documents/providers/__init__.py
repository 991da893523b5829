"""The signer of this mall, chosen by the setting `BALAREA_SIGNER`."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from balarea.documents.providers.base import Signer

DEMO = "balarea.documents.providers.demo.DemoSigner"


def signer() -> Signer:
    """A signer, ready to sign."""
    chosen = import_string(getattr(settings, "BALAREA_SIGNER", DEMO))
    return cast("Signer", chosen())
