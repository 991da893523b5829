"""Nothing is announced into the void: somebody listens to every event."""

import ast
from collections.abc import Iterator

import pytest
from tests.architecture import source
from tests.architecture.source import Source

from balarea.foundation import events

# "room.Event" → why nobody in the house needs to hear of it.
UNHEARD = {
    "documents.DocumentRevoked": "`applications.operations.revoking`, the only one who"
    " revokes, tells the citizen itself, with the step in one transaction",
}


def declared(sources: list[Source]) -> set[str]:
    """Every event of the house, as "room.Event"."""
    return {
        f"{one.room}.{node.name}"
        for one in sources
        if one.parts == ("events",) and one.room != "foundation"
        for node in one.tree.body
        if isinstance(node, ast.ClassDef)
    }


def announced(sources: list[Source]) -> Iterator[tuple[str, str]]:
    """What is announced, as "room.Event", and where; a room announces its own."""
    for one in sources:
        for node in ast.walk(one.tree):
            if not isinstance(node, ast.Call):
                continue
            if source.name_of(node.func).split(".")[-1] == "announce":
                said = source.name_of(node.args[0]) if node.args else ""
                yield f"{one.room}.{said.split('.')[-1]}", one.at(node, "announces")


def heard() -> set[str]:
    """What `config/wiring.py` connects to somebody."""
    return {
        f"{event.__module__.split('.')[1]}.{event.__name__}"
        for event, handlers in events.wiring().items()
        if handlers
    }


def faults(sources: list[Source], heard: set[str]) -> list[str]:
    known, said = declared(sources), dict(announced(sources))
    found = [
        f"{where} {event}, which is no event of that room's events.py"
        for event, where in said.items()
        if event not in known
    ]
    found += [
        f"{said[event]} {event}, and nobody listens in config/wiring.py"
        for event in sorted(said.keys() & known - heard - UNHEARD.keys())
    ]
    return found + [f"{one} is never announced" for one in sorted(known - said.keys())]


def test_every_event_that_is_announced_has_a_listener_or_a_reason() -> None:
    assert faults(list(source.rooms()), heard()) == []


def test_no_exception_outlives_its_reason() -> None:
    assert not UNHEARD.keys() & heard()
    assert not UNHEARD.keys() - declared(list(source.rooms()))


EVENTS = source.snippet("class Fallen: ...", "src/balarea/room/events.py")


@pytest.mark.parametrize(
    ("text", "heard", "found"),
    [
        ("house.announce(events.Fallen(at=at))", {"room.Fallen"}, ""),
        ("announce(Fallen(at=at))", set(), "room.Fallen, and nobody listens"),
        ("house.announce(event)", {"room.Fallen"}, "room.event, which is no event"),
        ("pass", {"room.Fallen"}, "room.Fallen is never announced"),
    ],
)
def test_a_void_is_found(text: str, heard: set[str], found: str) -> None:
    told = "\n".join(faults([EVENTS, source.snippet(text)], heard))
    assert found in told
    assert bool(found) == bool(told)
