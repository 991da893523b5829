"""Announcements between rooms. Who reacts to what stands in `config/wiring.py`.

A handler runs at once, inside the announcing operation's transaction.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def connect[E](event: type[E], handler: Callable[[E], None]) -> None:
    """Let `handler` react to `event`; the same pair is connected once."""
    if handler not in _handlers[event]:
        _handlers[event].append(handler)


def announce(event: object) -> None:
    """Tell every connected handler, in the order in which they were connected."""
    for handler in _handlers[type(event)]:
        handler(event)


def wiring() -> dict[type, list[Callable[[Any], None]]]:
    """The connections as they stand, for the architecture tests."""
    return dict(_handlers)
