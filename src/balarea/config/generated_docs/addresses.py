"""Every address of the mall, and the sign-in that its view requires."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Who may open a view, by the decorator around it.
DECORATORS = {"citizen_required": "citizen", "officer_required": "officer"}


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


def required_sign_ins(callback: Callable[..., Any]) -> set[str]:
    """`citizen`, `officer`, both or none, by the decorators around a view."""
    sign_ins: set[str] = set()
    step: Any = callback
    if view_class := getattr(callback, "view_class", None):
        step = view_class.dispatch
    while step is not None:
        made_by = getattr(getattr(step, "__code__", None), "co_qualname", "")
        if sign_in := DECORATORS.get(made_by.split(".")[0]):
            sign_ins.add(sign_in)
        step = getattr(step, "__wrapped__", None)
    return sign_ins
