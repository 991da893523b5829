"""Full-text search of services: stems of two languages, synonyms, spelling, phrases.

A query is a set of words, each stemmed as Indonesian and as English. A rarer word
weighs more, a typed word more than its synonym, and a known phrase most (decision 71).
"""

import dataclasses
import functools
import sys
from collections.abc import Collection, Sequence

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from balarea.catalogue import queries
from balarea.catalogue.vocabulary import SYNONYM, Vocabulary

# The least score of a hit, and its least share of the best score.
LEAST = 0.55
BESIDE_BEST = 0.4
# The weight of a corrected word; a typed word has 1. The correction may be wrong.
CORRECTED = 0.7
# Phrases are compared for the first so many by words, because trigrams cost the most.
PHRASED = 25
# How many near hits are shown.
NEAR = 5

_SEARCH = """
WITH asked AS (
  SELECT i, weight, phraseto_tsquery('balarea', word) AS q,
    phraseto_tsquery('balarea_en', word) AS en
  FROM unnest(%(terms)s::int[], %(weights)s::real[], %(words)s::text[])
    AS t(i, weight, word)),
hit AS (
  SELECT a.i, e.service_id, max(a.weight
    * least(1, greatest(ts_rank('{0.12, 0.35, 0.75, 1}', e.words, a.q),
      ts_rank('{0.12, 0.35, 0.75, 1}', e.words, a.en)) / 0.6)) AS rank
  FROM asked a JOIN catalogue_searchentry e ON e.words @@ (a.q || a.en)
  WHERE numnode(a.q || a.en) > 0 GROUP BY a.i, e.service_id),
total AS (SELECT greatest(count(*), 2)::real AS n FROM catalogue_searchentry),
telling AS (
  SELECT n.i, ln(1 + total.n / greatest(sum(coalesce(h.rank, 0)), 1)) AS idf
  FROM total, (SELECT DISTINCT i FROM asked) n
  LEFT JOIN hit h USING (i) GROUP BY n.i, total.n),
best AS (
  SELECT *, row_number() OVER (ORDER BY covered DESC, service_id) AS place FROM (
    SELECT hit.service_id, sum(rank * idf) / (SELECT sum(idf) FROM telling) AS covered
    FROM hit JOIN telling USING (i) GROUP BY hit.service_id) AS found)
SELECT s.code, covered, coalesce(p.near, 0)
FROM best JOIN catalogue_service s ON s.id = service_id
JOIN catalogue_searchentry e ON e.service_id = s.id
LEFT JOIN LATERAL (
  SELECT max(similarity(phrase, %(said)s)
    + 0.5 * strict_word_similarity(phrase, %(said)s)) / 1.5 AS near
  FROM unnest(e.phrases) AS phrase WHERE place <= %(phrased)s) p ON true
ORDER BY covered + %(phrase)s * coalesce(p.near, 0) DESC, s.is_online DESC, s.code
"""
# An inflected word that has hits is not misspelled.
_UNKNOWN = """
SELECT word FROM unnest(%s::text[]) AS asked(word)
WHERE NOT EXISTS (
  SELECT 1 FROM catalogue_searchentry e
  WHERE e.words @@ (phraseto_tsquery('balarea', word)
    || phraseto_tsquery('balarea_en', word)))
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
    rows = _rows(vocabulary, words, corrected.values())
    fits = [covered + PHRASE * near for _code, covered, near in rows]
    enough = max([LEAST, *(fit * BESIDE_BEST for fit in fits[:1])])
    good = [row for row, fit in zip(rows, fits, strict=True) if fit >= enough]
    meant = " ".join(words) if corrected else ""
    return Result(
        tuple(row[0] for row in good or rows), is_good=bool(good), meant=meant
    )


def _rows(
    vocabulary: Vocabulary, words: Sequence[str], corrected: Collection[str]
) -> list[tuple[str, float, float]]:
    """Each service that shares a word → how much of the words it covers, and how
    near its nearest phrase is."""
    weighted = [
        (number, weight * (CORRECTED if term.word in corrected else 1), word)
        for number, term in enumerate(vocabulary.terms(list(words)))
        for weight, word in [
            (1.0, term.word),
            *((SYNONYM, other) for other in term.others),
        ]
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _SEARCH,
            {
                "terms": [row[0] for row in weighted],
                "weights": [row[1] for row in weighted],
                "words": [row[2] for row in weighted],
                "said": " ".join(words),
                "phrased": PHRASED,
                "phrase": PHRASE,
            },
        )
        # Interned, because thousands of cached answers contain the same codes.
        return [(sys.intern(code), *fit) for code, *fit in cursor.fetchall()]


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
    unknown = _unknown([*new, *(root for word in new for root in roots[word])])
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


def _unknown(words: Sequence[str]) -> set[str]:
    """Those of the words that no service has in any form."""
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [list(words)])
        return {word for (word,) in cursor.fetchall()}


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
    """Empty the cache of queries, for measurements."""
    _search.cache_clear()
