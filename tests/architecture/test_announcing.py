"""Every event that is announced has a handler, or a reason why it has none."""

import ast
from collections.abc import Iterator

import pytest

from balarea.foundation import events
from tests.architecture import source
from tests.architecture.source import Source

# "app.Event" → why no app needs to handle it.
UNHANDLED = {
    "documents.DocumentRevoked": "`applications.operations.revoking`, the only one who"
    " revokes, tells the citizen itself, with the step in one transaction",
}


def declared(sources: list[Source]) -> set[str]:
    """Every declared event, as "app.Event"."""
    return {
        f"{one.app}.{node.name}"
        for one in sources
        if one.parts == ("events",) and one.app != "foundation"
        for node in one.tree.body
        if isinstance(node, ast.ClassDef)
    }


def announced(sources: list[Source]) -> Iterator[tuple[str, str]]:
    """Announced events as "app.Event", with the place; an app announces its own."""
    for one in sources:
        for node in one.nodes:
            if not isinstance(node, ast.Call):
                continue
            if source.name_of(node.func).split(".")[-1] == "announce":
                event = source.name_of(node.args[0]) if node.args else ""
                yield f"{one.app}.{event.split('.')[-1]}", one.at(node, "announces")


def handled() -> set[str]:
    """Events that `config/wiring.py` connects to a handler."""
    return {
        f"{event.__module__.split('.')[1]}.{event.__name__}"
        for event, handlers in events.wiring().items()
        if handlers
    }


def faults(sources: list[Source], handled: set[str]) -> list[str]:
    declared_events, places = declared(sources), dict(announced(sources))
    findings = [
        f"{where} {event}, which is no event of that app's events.py"
        for event, where in places.items()
        if event not in declared_events
    ]
    findings += [
        f"{places[event]} {event}, and nobody listens in config/wiring.py"
        for event in sorted(
            places.keys() & declared_events - handled - UNHANDLED.keys()
        )
    ]
    return findings + [
        f"{one} is never announced" for one in sorted(declared_events - places.keys())
    ]


def test_every_event_that_is_announced_has_a_listener_or_a_reason() -> None:
    assert faults(list(source.app_sources()), handled()) == []


def test_no_exception_outlives_its_reason() -> None:
    assert not UNHANDLED.keys() & handled()
    assert not UNHANDLED.keys() - declared(list(source.app_sources()))


EVENTS = source.snippet("class Fallen: ...", "src/balarea/app/events.py")


@pytest.mark.parametrize(
    ("text", "handled", "expected"),
    [
        ("events.announce(events.Fallen(at=at))", {"app.Fallen"}, ""),
        ("announce(Fallen(at=at))", set(), "app.Fallen, and nobody listens"),
        ("events.announce(event)", {"app.Fallen"}, "app.event, which is no event"),
        ("pass", {"app.Fallen"}, "app.Fallen is never announced"),
    ],
)
def test_a_void_is_found(text: str, handled: set[str], expected: str) -> None:
    findings = "\n".join(faults([EVENTS, source.snippet(text)], handled))
    assert expected in findings
    assert bool(expected) == bool(findings)
