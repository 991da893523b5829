"""The payment providers, by the code in their callback's address.

Each module of this package may register one; it is listed nowhere else.
"""

import importlib
import pkgutil

from django.conf import settings

from balarea.payments import errors
from balarea.payments.providers.base import Provider
from balarea.payments.providers.registry import registered

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

NAMES = tuple(sorted(registered()))


def named(code: str) -> Provider:
    """The mall's provider, if this is its code; raises `errors.UnknownProvider`."""
    # The demo bank's money must never count in a mall that didn't choose it.
    provider = registered().get(code)
    if provider is None or code != settings.BALAREA_PAYMENT_PROVIDER:
        raise errors.UnknownProvider
    return provider


def of_mall() -> Provider:
    """The provider that makes this mall's bills; raises `errors.NoProvider`."""
    if not settings.BALAREA_PAYMENT_PROVIDER:
        raise errors.NoProvider
    return named(settings.BALAREA_PAYMENT_PROVIDER)
