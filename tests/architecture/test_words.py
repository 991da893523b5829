"""Every listed kind of log entry and message is used; names say what they hold."""

import ast
from collections.abc import Iterable, Iterator

import pytest
from bench.structure import PRIVATE

from balarea.notices.kinds import KINDS
from balarea.transparency.entry_types import ENTRY_TYPES
from tests.architecture.source import (
    Source,
    app_sources,
    findings_of,
    python,
    snippet,
)


def unsaid(words: Iterable[str], home: str, sources: Iterable[Source]) -> list[str]:
    """Words that occur as text in no other app's code, nor in its own operations.

    Presenters don't count.
    """
    texts = [
        source.text
        for source in sources
        if source.parts[:1] == ("operations",)
        or (source.app != home and source.parts[:1] != ("presenters",))
    ]
    return sorted(word for word in words if not any(f'"{word}"' in of for of in texts))


def test_every_kind_of_log_entry_is_recorded_by_an_operation() -> None:
    assert unsaid(ENTRY_TYPES, "transparency", app_sources()) == []


def test_every_kind_of_message_is_posted_by_an_operation() -> None:
    assert unsaid(KINDS, "notices", app_sources()) == []


def test_finds_a_word_that_only_its_own_app_or_a_presenter_uses() -> None:
    saying = 'transparency.record(type="{}")'
    sources = [
        snippet(saying.format("SAID")),
        snippet(
            saying.format("LISTED"), "src/balarea/transparency/entry_types/cases.py"
        ),
        snippet(saying.format("SHOWN"), "src/balarea/app/presenters/log.py"),
    ]
    words = ("SAID", "LISTED", "SHOWN")
    assert unsaid(words, "transparency", sources) == ["LISTED", "SHOWN"]


def bound_names(node: ast.AST) -> Iterator[str]:
    """The names that a node binds: variables, parameters, functions, classes."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name
        case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.ClassDef(name=name):
            yield name
        case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def vague_names(source: Source) -> Iterator[str]:
    """Names such as `found`, which say that something was done, not what it gave."""
    for node in source.nodes:
        for name in bound_names(node):
            if name.strip("_").lower() in PRIVATE:
                line = getattr(node, "lineno", 0)
                yield f"{source.path}:{line}: {name}: name what it holds"


def test_names_say_what_they_hold() -> None:
    assert findings_of(vague_names, python()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "found = 1",
        "found: int = 1",
        "for found in (): pass",
        "[1 for _, held in ()]",
        "if (asked := 1): pass",
        "with open('') as held: pass",
        "def count(told: int) -> None: ...",
        "def count(*, known: int) -> None: ...",
        "def count(*asked: int) -> None: ...",
        "def _kept() -> None: ...",
        "async def asked() -> None: ...",
        "read = lambda kept: kept",
        "class Found: ...",
        "class Row:\n    held: int",
        "def __init__(self): self.asked = 1",
        "import json as told",
        "try: pass\nexcept OSError as found: pass",
        "match 1:\n    case found: pass",
        "match 1:\n    case [*known]: pass",
        "match 1:\n    case {**known}: pass",
    ],
)
def test_refuses_a_name_that_does_not_say_what_it_holds(text: str) -> None:
    assert len(list(vague_names(snippet(text)))) == 1


def test_leaves_stored_names_and_those_that_say_more() -> None:
    text = "row.held = field.unless_asked\nsent_though_held = filing.sent_though_held"
    assert list(vague_names(snippet(text))) == []
