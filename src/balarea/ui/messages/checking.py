"""What is wrong with the texts, each as one line that says where."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Message

from balarea.ui.messages import catalogues, extraction

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd](?!\w)|\{\w*\}")
LANGUAGES = {"id", "en"}


def faults_of_rooms(source: Path, rooms: list[Path]) -> Iterator[str]:
    """Every message that is missing, fuzzy, empty, orphaned or badly filled in."""
    for room in rooms:
        yield from _faults_of_room(room, source)
    yield from _disagreements(rooms)


def faults_of_services(folder: Path) -> Iterator[str]:
    """Every text in the definitions that lacks a language."""
    for path in sorted(folder.rglob("*.yaml")):
        with path.open("rb") as file:
            tree = yaml.load(file, yaml.CSafeLoader)
        for place in _half_said(tree):
            yield f"{path.relative_to(folder)}: {place or 'the file'} lacks a language"


def _faults_of_room(room: Path, source: Path) -> Iterator[str]:
    said = {
        (catalogues.name(message), message.context): message
        for message in catalogues.messages(catalogues.read(room))
    }
    for message in catalogues.messages(extraction.gather(room, source)):
        name = catalogues.name(message)
        found = said.pop((name, message.context), None)
        if found is None:
            yield f"{room.name}: missing {name!r}, said in {message.locations[0][0]}"
        elif fault := _fault(message, found):
            yield f"{room.name}: {fault} {name!r}"
    for name, _ in said:
        yield f"{room.name}: orphan {name!r}, which no code says"
    for left in catalogues.read(room).obsolete.values():
        yield f"{room.name}: left over {catalogues.name(left)!r} (update --prune)"


def _fault(asked: Message, said: Message) -> str:
    if said.fuzzy:
        return "fuzzy"
    if not all(text.strip() for text in catalogues.texts(said)):
        return "empty"
    forms = [asked.id] if isinstance(asked.id, str) else list(asked.id)
    wanted = {hole for form in forms for hole in PLACEHOLDER.findall(form)}
    for text in catalogues.texts(said):
        # A singular may leave the number out ("one day"), Indonesian has one form.
        if set(PLACEHOLDER.findall(text)) != wanted:
            return f"other placeholders than {sorted(wanted)} in"
    return ""


def _disagreements(rooms: list[Path]) -> Iterator[str]:
    """Django merges all catalogues: one sentence can have one translation only."""
    said: dict[tuple[str, str | None], dict[str, str]] = defaultdict(dict)
    for room in rooms:
        for message in catalogues.messages(catalogues.read(room)):
            text = catalogues.texts(message)[0]
            if text:
                ways = said[catalogues.name(message), message.context]
                ways.setdefault(text, room.name)
    for (name, _), ways in said.items():
        if len(ways) > 1:
            each = ", ".join(f"{text!r} in {room}" for text, room in ways.items())
            yield f"{name!r} is said in two ways: {each}"


def _half_said(tree: Any, place: str = "") -> Iterator[str]:
    if isinstance(tree, list):
        for number, part in enumerate(tree):
            yield from _half_said(part, f"{place}[{number}]")
    if not isinstance(tree, dict):
        return
    if tree and set(tree) <= LANGUAGES:
        if not all(str(tree.get(key) or "").strip() for key in LANGUAGES):
            yield place
        return
    for key, part in tree.items():
        yield from _half_said(part, f"{place}.{key}" if place else str(key))
