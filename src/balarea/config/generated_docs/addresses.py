"""Every address of the mall with its view."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    route: str
    name: str
    callback: Callable[..., Any]

    @property
    def view(self) -> str:
        """The full name of the function that answers."""
        name = getattr(self.callback, "__qualname__", "")
        return f"{self.callback.__module__}.{name}"


def every() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def _walk(
    patterns: Sequence[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, here, inner)
        else:
            name = f"{space}{pattern.name}" if pattern.name else ""
            yield Address(here.replace("^", ""), name, pattern.callback)
