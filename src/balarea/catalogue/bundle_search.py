"""Which bundles an event of life leads to, by what people say of it.

There are few of them, so their phrases are compared in Python; services are searched in
the database, see `search`.
"""

import functools
from collections.abc import Iterable

from balarea.catalogue import queries
from balarea.catalogue.vocabulary import AFFIX, Vocabulary

MOST = 2  # of them are shown above the services


def search(text: str, *, revision: str) -> tuple[str, ...]:
    """Codes of bundles for a query: those with a phrase all of whose words it has.

    The one with the longest such phrase comes first. A phrase of one word counts only
    where nothing else was said: “nikah” is an event, “buku nikah” is a paper.
    """
    words = queries.edition_of(revision).vocabulary.words(text)
    return _search(revision, tuple(words))


@functools.lru_cache(maxsize=4_000)
def _search(revision: str, words: tuple[str, ...]) -> tuple[str, ...]:
    edition = queries.edition_of(revision)
    stems = _stems(words)
    scores = {
        code: max(
            (
                len(phrase)
                for phrase in _phrases(revision, code)
                if phrase == stems or (len(phrase) > 1 and phrase <= stems)
            ),
            default=0,
        )
        for code in edition.bundles
    }
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    return tuple(code for code in ranked if scores[code])[:MOST]


@functools.lru_cache(maxsize=200)
def _phrases(revision: str, code: str) -> tuple[frozenset[str], ...]:
    vocabulary: Vocabulary = queries.edition_of(revision).vocabulary
    return tuple(
        _stems(vocabulary.words(phrase))
        for phrases in vocabulary.phrases.get(code, {}).values()
        for phrase in phrases
    )


def _stems(words: Iterable[str]) -> frozenset[str]:
    """Words without Indonesian prefixes: `melahirkan` and `lahir` differ, `nikah` and
    `menikah` don't."""
    return frozenset(AFFIX.sub("", word) for word in words)
