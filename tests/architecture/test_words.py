"""No word is listed that nobody says: kinds of log entries and of messages."""

from collections.abc import Iterable

from tests.architecture.source import Source, app_sources, snippet

from balarea.notices.kinds import KINDS
from balarea.transparency.entry_types import ENTRY_TYPES


def unsaid(words: Iterable[str], home: str, sources: Iterable[Source]) -> list[str]:
    """Words that no operation outside their own app holds as a text."""
    texts = [
        source.text
        for source in sources
        if source.app != home and source.parts[:1] != ("presenters",)
    ]
    return sorted(word for word in words if not any(f'"{word}"' in of for of in texts))


def test_every_kind_of_log_entry_is_written_by_somebody() -> None:
    assert unsaid(ENTRY_TYPES, "transparency", app_sources()) == []


def test_every_kind_of_message_is_posted_by_somebody() -> None:
    assert unsaid(KINDS, "notices", app_sources()) == []


def test_finds_a_word_that_only_its_own_room_or_a_page_says() -> None:
    saying = 'transparency.record(type="{}")'
    sources = [
        snippet(saying.format("SAID")),
        snippet(saying.format("LISTED"), "src/balarea/transparency/entry_types.py"),
        snippet(saying.format("SHOWN"), "src/balarea/app/presenters/log.py"),
    ]
    words = ("SAID", "LISTED", "SHOWN")
    assert unsaid(words, "transparency", sources) == ["LISTED", "SHOWN"]
