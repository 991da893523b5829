"""Full-text search of services: stems of two languages, synonyms, spelling, phrases.

A query is a set of words, each stemmed as Indonesian and as English. A rarer word
weighs more, a typed word more than its synonym, and a known phrase most (decision 71).
PostgreSQL stems and ranks each word, once a revision; what its ranks and the phrases
say of a whole query is computed here (decision 111).
"""

import dataclasses
import functools
import math
import sys
from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from balarea.catalogue import queries
from balarea.catalogue.phrases import Phrases
from balarea.catalogue.vocabulary import SYNONYM, Vocabulary

# The least score of a hit, and its least share of the best score.
LEAST = 0.55
BESIDE_BEST = 0.4
# The weight of a corrected word; a typed word has 1. The correction may be wrong.
CORRECTED = 0.7
# Phrases are compared for the first so many by words.
PHRASED = 25
# How many words are cached with their services.
RANKED = 4_000
# How many near hits are shown.
NEAR = 5

_RANKS = """
WITH query AS (
  SELECT word, phraseto_tsquery('balarea', word) AS q,
    phraseto_tsquery('balarea_en', word) AS en
  FROM unnest(%s::text[]) AS t(word))
SELECT word, s.code,
  least(1, greatest(ts_rank('{0.12, 0.35, 0.75, 1}', e.words, q),
    ts_rank('{0.12, 0.35, 0.75, 1}', e.words, en)) / 0.6)
FROM query JOIN catalogue_searchentry e ON e.words @@ (q || en)
JOIN catalogue_service s ON s.id = e.service_id
WHERE numnode(q || en) > 0
"""
_PHRASES = """
SELECT s.code, e.phrases
FROM catalogue_searchentry e JOIN catalogue_service s ON s.id = e.service_id
"""
_ALL_WORDS = "SELECT word, is_term FROM catalogue_searchword"
# The share of a word's letters that may be wrong; at least one letter.
SLIPS = 0.25
PHRASE = 0.8


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """Codes of services, the best first; `meant` is the corrected query, if any.

    Without a good one (`is_good`) these share a word only: show the first `NEAR`.
    """

    codes: tuple[str, ...]
    is_good: bool
    meant: str = ""


def search(text: str, *, revision: str | None = None) -> Result:
    """The services that fit a query, the best first.

    The answer is cached by the words that are left without stop words. A caller that
    has read `queries.revision()` gives it, which saves reading it again.
    """
    if revision is None:
        revision = queries.revision()
    words = queries.edition_of(revision).vocabulary.words(text)
    return _search(revision, tuple(words))


@functools.lru_cache(maxsize=4_000)
def _search(revision: str, query: tuple[str, ...]) -> Result:
    vocabulary, words = queries.edition_of(revision).vocabulary, list(query)
    roots, corrected = _replacements(revision, vocabulary, words)
    if roots or corrected:
        replacements = roots | corrected
        words = vocabulary.words(
            " ".join(replacements.get(word, word) for word in words)
        )
    if not words:
        return Result((), is_good=False)
    rows = _rows(revision, words, corrected.values())
    enough = max([LEAST, *(fit * BESIDE_BEST for _code, fit in rows[:1])])
    good = [row for row in rows if row[1] >= enough]
    meant = " ".join(words) if corrected else ""
    return Result(
        tuple(row[0] for row in good or rows), is_good=bool(good), meant=meant
    )


def _rows(
    revision: str, words: Sequence[str], corrected: Collection[str]
) -> list[tuple[str, float]]:
    """Each service that shares a word → how well it fits, the best first.

    That is how much of the words it covers, and how near its nearest phrase is.
    """
    services = queries.services_of(revision)
    covered = _covered(revision, words, corrected)
    first = sorted(covered, key=lambda code: (-covered[code], code))[:PHRASED]
    near = _phrases(revision).nearest(" ".join(words), first)
    fits = {code: fit + PHRASE * near.get(code, 0) for code, fit in covered.items()}
    ordered = sorted(
        (code for code in fits if code in services),
        key=lambda code: (-fits[code], not services[code].is_online, code),
    )
    return [(code, fits[code]) for code in ordered]


def _covered(
    revision: str, words: Sequence[str], corrected: Collection[str]
) -> dict[str, float]:
    """Each service that has one of the words → the share of them that it has.

    A word counts by how few services have it, and by its weight where it stands.
    """
    terms = queries.edition_of(revision).vocabulary.terms(list(words))
    ranks = _ranks(
        revision, {word for term in terms for word in (term.word, *term.others)}
    )
    total = max(len(queries.services_of(revision)), 2)
    covered: dict[str, float] = {}
    most = 0.0  # of a service that has every word
    for term in terms:
        weight = CORRECTED if term.word in corrected else 1.0
        best = {code: weight * rank for code, rank in ranks[term.word].items()}
        for other in term.others:
            for code, rank in ranks[other].items():
                best[code] = max(best.get(code, 0), weight * SYNONYM * rank)
        telling = math.log(1 + total / max(sum(best.values()), 1))
        most += telling
        for code, rank in best.items():
            covered[code] = covered.get(code, 0) + rank * telling
    return {code: part / most for code, part in covered.items()}


def _ranks(revision: str, words: Collection[str]) -> dict[str, Mapping[str, float]]:
    """Word → each service that has it in any form, and how prominently (0 to 1).

    A word is looked up once: the same come again in other queries.
    """
    cached = _cached_ranks(revision)
    ranks = {
        word: services for word in words if (services := cached.get(word)) is not None
    }
    new = [word for word in words if word not in ranks]
    if new:
        looked_up = _look_up(new)
        ranks |= looked_up
        cached |= looked_up
        for word in list(cached)[: max(0, len(cached) - RANKED)]:
            cached.pop(word, None)
    return ranks


def _look_up(words: list[str]) -> dict[str, Mapping[str, float]]:
    """`_ranks` by PostgreSQL; an empty mapping for a word that no service has."""
    ranks: dict[str, dict[str, float]] = {word: {} for word in words}
    with connection.cursor() as cursor:
        cursor.execute(_RANKS, [words])
        for word, code, rank in cursor.fetchall():
            # Interned, because thousands of cached words contain the same codes.
            ranks[word][sys.intern(code)] = rank
    return dict(ranks)


@functools.lru_cache(maxsize=2)
def _cached_ranks(_revision: str) -> dict[str, Mapping[str, float]]:
    """What `_ranks` has looked up in this revision, the oldest first."""
    return {}


@functools.lru_cache(maxsize=2)
def _phrases(_revision: str) -> Phrases:
    """Every phrase of the services; read once a revision."""
    with connection.cursor() as cursor:
        cursor.execute(_PHRASES)
        return Phrases(dict(cursor.fetchall()))


def _replacements(
    revision: str, vocabulary: Vocabulary, words: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Words of no service → what they are inflections of, and → the nearest term.

    Only the second are misspelled. A word never becomes its opposite.
    """
    every, terms = _words(revision)
    new = [word for word in words if len(word) > 3 and word not in every]
    if not new:
        return {}, {}
    roots = {word: vocabulary.roots(word) for word in new}
    # An inflected word that has hits is not misspelled.
    ranks = _ranks(revision, {*new, *(root for word in new for root in roots[word])})
    unknown = {word for word, services in ranks.items() if not services}
    unknown -= vocabulary.stop_words
    inflected: dict[str, str] = {}
    near: dict[str, str] = {}
    for word in new:
        if word not in unknown:
            continue
        root = next((root for root in roots[word] if root not in unknown), "")
        if root:
            inflected[word] = root
        elif term := _nearest(vocabulary, word, terms):
            near[word] = term
    return inflected, near


def _nearest(vocabulary: Vocabulary, word: str, terms: Sequence[str]) -> str:
    """The term with the fewest typing errors; of several the most similar.

    The first letter must be the same, because it is rarely mistyped.
    """
    slips = max(1, int(len(word) * SLIPS))
    matches = process.extract(
        word, terms, scorer=OSA.distance, score_cutoff=slips, limit=None
    )
    fit = [
        (distance, -JaroWinkler.similarity(word, term), term)
        for term, distance, _place in matches
        if term[0] in word[:2] and not vocabulary.are_opposites(word, term)
    ]
    return min(fit)[2] if fit else ""


@functools.lru_cache(maxsize=2)
def _words(revision: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every word of the services, and the terms that replace misspelled words."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL_WORDS)
        rows = cursor.fetchall()
    terms = sorted(word for word, is_term in rows if is_term)
    return frozenset(word for word, _is_term in rows), tuple(terms)


def forget() -> None:
    """Empty the caches of queries and words, for measurements."""
    _search.cache_clear()
    _cached_ranks.cache_clear()
