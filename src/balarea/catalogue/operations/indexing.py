"""How services are found: the words of each, its phrases, and the words of all."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import F

from balarea.catalogue import definition as engine
from balarea.catalogue import models, queries
from balarea.foundation.operation import Actor, operation

# Words by weight: A what it is called, B keywords, C English and the life events,
# D the rest of what is said about it.
_ENTRY = """
INSERT INTO catalogue_searchentry (service_id, words, phrases) VALUES (%s,
  setweight(to_tsvector('balarea', %s), 'A')
  || setweight(to_tsvector('balarea', %s), 'B')
  || setweight(to_tsvector('balarea', %s), 'C')
  || setweight(to_tsvector('balarea', %s), 'D'), %s)
"""
_WORD = "INSERT INTO catalogue_searchword (word) SELECT unnest(%s::text[])"
_EMPTY = "DELETE FROM catalogue_searchentry; DELETE FROM catalogue_searchword"


@operation
def rebuild(*, edition: queries.Content, by: Actor, at: dt.datetime) -> None:
    """Index every service in force anew."""
    rows = models.ServiceVersion.objects.filter(hash=F("service__current"))
    entries: list[tuple[UUID | str | list[str], ...]] = []
    words: set[str] = set()
    for row in rows:
        found = engine.decode(bytes(row.content))
        entry = _entry(found, edition)
        entries.append((row.service_id, *entry))
        for text in entry[:3]:
            words |= {word for word in text.split() if 3 <= len(word) <= 60}
    words |= {word for group in edition.wording.synonyms for word in group}
    words |= edition.wording.stop_words | edition.wording.spelling.keys()
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.executemany(_ENTRY, entries)
        cursor.execute(_WORD, [sorted(words)])


def _entry(
    found: engine.Definition, edition: queries.Content
) -> tuple[str, str, str, str, list[str]]:
    events = {event.code: event for event in edition.life_events}
    agencies = {agency.code: agency for agency in edition.agencies}
    agency = agencies.get(found.agency)
    rest = [found.summary.id, found.standard.product.id]
    rest += [agency.name.id, agency.short_name] if agency else []
    rest += [events[code].name.id for code in found.life_events if code in events]
    phrases = dict.fromkeys(
        " ".join(edition.wording.words(text))
        for text in (*found.keywords, found.title.id, found.title.en)
    )
    return (
        _plain(edition, [found.title.id, found.code]),
        _plain(edition, found.keywords),
        _plain(edition, [found.title.en]),
        _plain(edition, rest),
        [phrase for phrase in phrases if phrase],
    )


def _plain(edition: queries.Content, texts: Iterable[str]) -> str:
    return " ".join(edition.wording.plain(text) for text in texts)
