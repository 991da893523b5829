"""The signers that a mall can choose from, by the name in `BALAREA_SIGNER`.

To add one, write a module beside `demo.py` that follows `base.Signer`, and name it
here: see docs/how-to/add-a-signer.md.
"""

from collections.abc import Mapping
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from balarea.documents.providers.base import Signer

# Imported when a document is signed: their libraries are large.
SIGNERS: Mapping[str, str] = {
    "demo": "balarea.documents.providers.demo.DemoSigner",
}


def signer() -> Signer:
    """The signer of this mall, ready to sign.

    Raises:
        ImproperlyConfigured: `BALAREA_SIGNER` names none of them.
    """
    try:
        path = SIGNERS[settings.BALAREA_SIGNER]
    except KeyError:
        names = ", ".join(SIGNERS)
        raise ImproperlyConfigured(f"BALAREA_SIGNER is none of: {names}") from None
    return cast("Signer", import_string(path)())
