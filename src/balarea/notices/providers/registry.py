"""The registry of carriers, with the attributes that the rest of the app uses."""

import dataclasses
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from django.utils.functional import Promise

from balarea.notices.providers.base import Carrier
from balarea.notices.providers.breaker import Breaker
from balarea.notices.rules import Channel


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One carrier; `carrier` stands behind a breaker if it is outside of this system.

    `fault_texts` are sentences for officers, by the class name of a final fault.
    """

    carrier: Carrier
    channels: frozenset[Channel]
    fault_texts: Mapping[str, str | Promise]


_entries: dict[str, Entry] = {}


def registered() -> Mapping[str, Entry]:
    """Every carrier by its code."""
    return MappingProxyType(_entries)


def register[C: Carrier](
    *,
    channels: Collection[Channel],
    is_external: bool = True,
    fault_texts: Mapping[str, str | Promise] | None = None,
) -> Callable[[type[C]], type[C]]:
    """Class decorator: make one carrier of the class known by its `code`.

    Args:
        channels: the channels that it can carry.
        is_external: it calls something outside of this system, which may hang.
        fault_texts: sentences for officers, by the class name of a final fault.
    """

    def add(carrier_class: type[C]) -> type[C]:
        carrier: Carrier = carrier_class()
        if carrier.code in _entries:
            raise ValueError(f"two carriers have the code {carrier.code!r}")
        _entries[carrier.code] = Entry(
            carrier=Breaker(carrier) if is_external else carrier,
            channels=frozenset(channels),
            fault_texts=fault_texts or {},
        )
        return carrier_class

    return add
