"""Events between apps. `config/wiring.py` connects them to their handlers.

A handler runs at once, inside the transaction of the operation that announces.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def connect[E](event: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` for each `event`; connecting the same pair again does nothing."""
    if handler not in _handlers[event]:
        _handlers[event].append(handler)


def announce(event: object) -> None:
    """Call every handler of this event, in the order in which they were connected."""
    for handler in _handlers[type(event)]:
        handler(event)


def wiring() -> dict[type, list[Callable[[Any], None]]]:
    """Event → its handlers, for the architecture tests."""
    return dict(_handlers)
