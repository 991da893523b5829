"""The search index: words and phrases of each service, and all correct words."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import F

from balarea.catalogue import definition as engine
from balarea.catalogue import editions, models
from balarea.catalogue.vocabulary import Vocabulary
from balarea.foundation import languages
from balarea.foundation.operation import Actor, operation

# The longest word that fits in the table.
MAX_LETTERS = 60
# Text search configuration → the languages that are stemmed by it. A language without
# a configuration of its own is read as Indonesian.
_CONFIGURATIONS: dict[str, tuple[str, ...]] = {
    one.search: tuple(
        other.code
        for other in languages.LANGUAGES
        if (other.search or languages.BY_CODE[languages.DEFAULT].search) == one.search
    )
    for one in languages.LANGUAGES
    if one.search
}
# Weights of words: A the name, B phrases, D other texts; stemmed in each language.
_WEIGHTED = " || ".join(
    f"setweight(to_tsvector('{configuration}', %s), '{weight}')"
    for configuration in _CONFIGURATIONS
    for weight in "ABD"
)
_ENTRY = f"""
INSERT INTO catalogue_searchentry (service_id, words, phrases)
VALUES (%s, {_WEIGHTED}, %s)
"""  # noqa: S608 - names of our own configurations
_WORD = """
INSERT INTO catalogue_searchword (word, is_term)
SELECT word, word = ANY(%s) FROM unnest(%s::text[]) AS t(word)
"""
_EMPTY = "DELETE FROM catalogue_searchentry; DELETE FROM catalogue_searchword"


@dataclasses.dataclass(frozen=True, slots=True)
class _Entry:
    """The texts of one service in languages that are stemmed alike, by weight."""

    name: str
    phrases: str
    rest: str


@operation
def rebuild(*, edition: editions.Content, by: Actor, at: dt.datetime) -> None:
    """Index every service in force anew."""
    vocabulary = edition.vocabulary
    rows = models.ServiceVersion.objects.filter(hash=F("service__current"))
    entries: list[tuple[UUID | str | list[str], ...]] = []
    terms = {*vocabulary.stop_words, *vocabulary.spelling}
    words: set[str] = set()
    for row in rows:
        definition = engine.decode(bytes(row.content))
        texts: list[str] = []
        for group in _CONFIGURATIONS.values():
            entry = _entry(definition, edition, group)
            texts += [f"{entry.name} {definition.code}", entry.phrases, entry.rest]
            terms |= _words(entry.name, entry.phrases)
            words |= _words(entry.rest, _standard(definition, edition, group))
        entries.append((row.service_id, *texts, _phrases(definition, vocabulary)))
    terms |= _words(*(member for group in vocabulary.synonyms for member in group))
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.executemany(_ENTRY, entries)
        cursor.execute(_WORD, [sorted(terms), sorted(words | terms)])


def _entry(
    definition: engine.Definition, edition: editions.Content, group: Sequence[str]
) -> _Entry:
    vocabulary = edition.vocabulary
    events = {event.code: event.name for event in edition.life_events}
    names = [events[code] for code in definition.life_events if code in events]
    agency = next((a for a in edition.agencies if a.code == definition.agency), None)
    if agency is not None:
        names.append(agency.name)
    rest = [definition.summary, definition.standard.product, *names]
    called = [] if agency is None else [agency.short_name]
    return _Entry(
        name=_joined(vocabulary, _in(definition.title, group)),
        phrases=_joined(vocabulary, _phrases_in(definition, vocabulary, group)),
        rest=_joined(
            vocabulary, [*(part for text in rest for part in _in(text, group)), *called]
        ),
    )


def _standard(
    definition: engine.Definition, edition: editions.Content, group: Sequence[str]
) -> str:
    """The other texts of a service's page, whose words are correctly spelled."""
    standard = definition.standard
    texts = [*standard.requirements, *standard.procedure, standard.cost]
    return _joined(
        edition.vocabulary, (part for text in texts for part in _in(text, group))
    )


def _phrases(definition: engine.Definition, vocabulary: Vocabulary) -> list[str]:
    """Phrases that are compared with a whole query."""
    texts = [*definition.title.texts.values()]
    for group in _CONFIGURATIONS.values():
        texts += _phrases_in(definition, vocabulary, group)
    phrases = dict.fromkeys(" ".join(vocabulary.words(text)) for text in texts)
    return [phrase for phrase in phrases if phrase]


def _phrases_in(
    definition: engine.Definition, vocabulary: Vocabulary, group: Sequence[str]
) -> list[str]:
    """The phrases for a service in these languages."""
    by_language = vocabulary.phrases.get(definition.code, {})
    phrases = [*definition.keywords] if languages.DEFAULT in group else []
    return phrases + [one for code in group for one in by_language.get(code, ())]


def _in(text: engine.Text, group: Sequence[str]) -> list[str]:
    """The text in those of the languages in which it exists."""
    texts = text.texts
    return [texts[code] for code in group if code in texts]


def _joined(vocabulary: Vocabulary, texts: Iterable[str]) -> str:
    return " ".join(vocabulary.plain(text) for text in texts)


def _words(*texts: str) -> set[str]:
    """Words long enough to be compared; short ones resemble too many."""
    return {
        word for text in texts for word in text.split() if 3 <= len(word) <= MAX_LETTERS
    }
