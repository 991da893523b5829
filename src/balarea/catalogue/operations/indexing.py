"""How services are found: the words of each, its phrases, and the words of all."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import F

from balarea.catalogue import definition as engine
from balarea.catalogue import models, queries
from balarea.catalogue.wording import Wording
from balarea.foundation.operation import Actor, operation

# The longest word that the table takes.
MAX_LETTERS = 60
# Words by weight: A what it is called, B phrases, D the rest of what is said about it;
# in each language by its own stems.
_ENTRY = """
INSERT INTO catalogue_searchentry (service_id, words, phrases) VALUES (%s,
  setweight(to_tsvector('balarea', %s), 'A')
  || setweight(to_tsvector('balarea', %s), 'B')
  || setweight(to_tsvector('balarea', %s), 'D')
  || setweight(to_tsvector('balarea_en', %s), 'A')
  || setweight(to_tsvector('balarea_en', %s), 'B')
  || setweight(to_tsvector('balarea_en', %s), 'D'), %s)
"""
_WORD = """
INSERT INTO catalogue_searchword (word, is_term)
SELECT word, word = ANY(%s) FROM unnest(%s::text[]) AS t(word)
"""
_EMPTY = "DELETE FROM catalogue_searchentry; DELETE FROM catalogue_searchword"


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    """The texts of one service in one language, by how much their words count."""

    name: str
    phrases: str
    rest: str


@operation
def rebuild(*, edition: queries.Content, by: Actor, at: dt.datetime) -> None:
    """Index every service in force anew."""
    wording = edition.wording
    rows = models.ServiceVersion.objects.filter(hash=F("service__current"))
    entries: list[tuple[UUID | str | list[str], ...]] = []
    terms = {*wording.stop_words, *wording.spelling}
    known: set[str] = set()
    for row in rows:
        found = engine.decode(bytes(row.content))
        texts: list[str] = []
        for language in wording.LANGUAGES:
            entry = _entry(found, edition, language)
            texts += [f"{entry.name} {found.code}", entry.phrases, entry.rest]
            terms |= _words(entry.name, entry.phrases)
            known |= _words(entry.rest, _standard(found, edition, language))
        entries.append((row.service_id, *texts, _phrases(found, wording)))
    terms |= _words(*(member for group in wording.synonyms for member in group))
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.executemany(_ENTRY, entries)
        cursor.execute(_WORD, [sorted(terms), sorted(known | terms)])


def _entry(found: engine.Definition, edition: queries.Content, language: str) -> _Entry:
    wording = edition.wording
    events = {event.code: event.name for event in edition.life_events}
    names = [events[code] for code in found.life_events if code in events]
    agency = next((a for a in edition.agencies if a.code == found.agency), None)
    if agency is not None:
        names.append(agency.name)
    rest = [found.summary, found.standard.product, *names]
    return _Entry(
        name=wording.plain(_in(found.title, language)),
        phrases=_joined(wording, _asked(found, wording, language)),
        rest=_joined(wording, (_in(text, language) for text in rest)),
    )


def _standard(found: engine.Definition, edition: queries.Content, language: str) -> str:
    """What a service's page says beside its name: words that nobody mistyped."""
    standard = found.standard
    texts = [*standard.requirements, *standard.procedure, standard.cost]
    return _joined(edition.wording, (_in(text, language) for text in texts))


def _phrases(found: engine.Definition, wording: Wording) -> list[str]:
    """What a question as a whole is compared with."""
    texts = [found.title.id, found.title.en]
    for language in wording.LANGUAGES:
        texts += _asked(found, wording, language)
    phrases = dict.fromkeys(" ".join(wording.words(text)) for text in texts)
    return [phrase for phrase in phrases if phrase]


def _asked(
    found: engine.Definition, wording: Wording, language: str
) -> tuple[str, ...]:
    """The phrases that people use for a service, in their language."""
    own = wording.phrases.get(found.code, {}).get(language, ())
    return (*found.keywords, *own) if language == "id" else own


def _in(text: engine.Text, language: str) -> str:
    return text.en if language == "en" else text.id


def _joined(wording: Wording, texts: Iterable[str]) -> str:
    return " ".join(wording.plain(text) for text in texts)


def _words(*texts: str) -> set[str]:
    """The words of some length; a shorter one is too near to too many."""
    return {
        word for text in texts for word in text.split() if 3 <= len(word) <= MAX_LETTERS
    }
