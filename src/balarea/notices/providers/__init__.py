"""The carriers of this mall, by channel (setting ``BALAREA_NOTICE_PROVIDERS``)."""

from django.conf import settings

from balarea.notices.providers.base import Carrier, Nobody
from balarea.notices.providers.breaker import Breaker
from balarea.notices.providers.demo import Demo
from balarea.notices.providers.smtp import Smtp
from balarea.notices.rules import Channel

_NOBODY = Nobody()
# The demonstration's lies in our own database; what is outside may hang.
_CARRIERS: dict[str, Carrier] = {
    carrier.code: carrier for carrier in (Demo(), Breaker(Smtp()))
}
_CARRIES = {"demo": frozenset(Channel), "smtp": frozenset({Channel.EMAIL})}


def of_channel(channel: str) -> Carrier:
    """Who carries a channel's messages here; `Nobody` refuses them for good."""
    code = settings.BALAREA_NOTICE_PROVIDERS.get(channel, "")
    return _CARRIERS[code] if channel in _CARRIES.get(code, ()) else _NOBODY


def channels() -> frozenset[Channel]:
    return frozenset(c for c in Channel if of_channel(c) is not _NOBODY)
