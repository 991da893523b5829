"""The carriers of this mall, by channel (setting ``BALAREA_NOTICE_PROVIDERS``).

Each module of this package may register one; it is listed nowhere else.
"""

import importlib
import pkgutil
from collections.abc import Mapping

from django.conf import settings
from django.utils.functional import Promise

from balarea.notices.providers.base import Carrier, MissingCarrier
from balarea.notices.providers.registry import registered
from balarea.notices.rules import Channel

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

_MISSING = MissingCarrier()


def of_channel(channel: str) -> Carrier:
    """Who carries a channel's messages here; `MissingCarrier` refuses them for good."""
    code = settings.BALAREA_NOTICE_PROVIDERS.get(channel, "")
    entry = registered().get(code)
    if entry is None or channel not in entry.channels:
        return _MISSING
    return entry.carrier


def channels() -> frozenset[Channel]:
    """The channels of this mall that have a carrier."""
    return frozenset(c for c in Channel if of_channel(c) is not _MISSING)


def fault_texts() -> Mapping[str, str | Promise]:
    """Sentences for officers, by the class name of a fault, of all carriers."""
    texts = dict(MissingCarrier.fault_texts)
    for entry in registered().values():
        texts |= entry.fault_texts
    return texts
