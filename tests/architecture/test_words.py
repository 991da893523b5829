"""Every listed kind of log entry and message is used."""

from collections.abc import Iterable

from tests.architecture.source import Source, app_sources, snippet

from balarea.notices.kinds import KINDS
from balarea.transparency.entry_types import ENTRY_TYPES


def unsaid(words: Iterable[str], home: str, sources: Iterable[Source]) -> list[str]:
    """Words that occur as text in no other app's code, presenters excepted."""
    texts = [
        source.text
        for source in sources
        if source.app != home and source.parts[:1] != ("presenters",)
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
        snippet(saying.format("LISTED"), "src/balarea/transparency/entry_types.py"),
        snippet(saying.format("SHOWN"), "src/balarea/app/presenters/log.py"),
    ]
    words = ("SAID", "LISTED", "SHOWN")
    assert unsaid(words, "transparency", sources) == ["LISTED", "SHOWN"]
