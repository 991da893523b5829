"""The providers of this mall, by the code in their callback's address."""

from django.conf import settings

from balarea.payments import errors
from balarea.payments.providers.base import Provider
from balarea.payments.providers.demo import Demo

_DEMO = Demo()
NAMES = (_DEMO.code,)


def named(code: str) -> Provider:
    """The provider of a code; raises `errors.UnknownProvider`."""
    # The demo bank's money must never count in a mall that didn't choose it.
    if code == _DEMO.code == settings.BALAREA_PAYMENT_PROVIDER:
        return _DEMO
    raise errors.UnknownProvider


def of_mall() -> Provider:
    """The provider that makes this mall's bills; raises `errors.NoProvider`."""
    if not settings.BALAREA_PAYMENT_PROVIDER:
        raise errors.NoProvider
    return named(settings.BALAREA_PAYMENT_PROVIDER)
