"""Search as people ask: stems of two languages, synonyms, near spellings, phrases.

A question is a bag of words, each read as Indonesian and as English. A word that few
services have counts for more, a word that was written counts for more than a synonym
of it, and a phrase that people are known to use counts for most (decision 0071).
"""

import dataclasses
import functools
import sys
from collections.abc import Sequence

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from balarea.catalogue import queries
from balarea.catalogue.wording import SYNONYM, Wording

# What a candidate must come to, and beside the best one; below it are near hits.
LEAST = 0.55
BESIDE_BEST = 0.4
# Phrases are compared for so many that fit best by their words: trigrams cost the most.
PHRASED = 25
# Of those that only come near, so many are worth showing.
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
# A word in another form that finds something is not misspelled.
_UNKNOWN = """
SELECT word FROM unnest(%s::text[]) AS asked(word)
WHERE NOT EXISTS (
  SELECT 1 FROM catalogue_searchentry e
  WHERE e.words @@ (phraseto_tsquery('balarea', word)
    || phraseto_tsquery('balarea_en', word)))
"""
_WORDS = "SELECT word, is_term FROM catalogue_searchword"
# So much of a word may be wrong, and one letter of a short one.
SLIPS = 0.25
PHRASE = 0.8


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Services in the order of their fitness; `meant` is a corrected question.

    Where none is good, these are all that share a word: show the first `NEAR`.
    """

    codes: tuple[str, ...]
    is_good: bool
    meant: str = ""


def search(text: str) -> Found:
    """The services that a question most likely means: all of them, to be narrowed.

    Many ask the same in other words; what is left of it is looked up once an edition.
    """
    revision = queries.revision()
    words = queries.edition_of(revision).wording.words(text)
    return _search(revision, tuple(words))


@functools.lru_cache(maxsize=4_000)
def _search(revision: str, asked: tuple[str, ...]) -> Found:
    wording, words = queries.edition_of(revision).wording, list(asked)
    corrected = _spelled(revision, wording, words)
    if corrected:
        again = " ".join(corrected.get(word, word) for word in words)
        words = wording.words(again)
    if not words:
        return Found((), is_good=False)
    rows = _rows(wording, words)
    fits = [covered + PHRASE * near for _code, covered, near in rows]
    enough = max([LEAST, *(fit * BESIDE_BEST for fit in fits[:1])])
    good = [row for row, fit in zip(rows, fits, strict=True) if fit >= enough]
    meant = " ".join(words) if corrected else ""
    return Found(tuple(row[0] for row in good or rows), is_good=bool(good), meant=meant)


def _rows(wording: Wording, words: Sequence[str]) -> list[tuple[str, float, float]]:
    asked = [
        (number, weight, word)
        for number, term in enumerate(wording.terms(list(words)))
        for weight, word in [
            (1.0, term.word),
            *((SYNONYM, other) for other in term.others),
        ]
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _SEARCH,
            {
                "terms": [row[0] for row in asked],
                "weights": [row[1] for row in asked],
                "words": [row[2] for row in asked],
                "said": " ".join(words),
                "phrased": PHRASED,
                "phrase": PHRASE,
            },
        )
        # Interned, because answers are kept by the thousand and name the same services.
        return [(sys.intern(code), *fit) for code, *fit in cursor.fetchall()]


def _spelled(revision: str, wording: Wording, words: Sequence[str]) -> dict[str, str]:
    """The nearest term for each word that no service knows, but never its opposite."""
    known, terms = _vocabulary(revision)
    strange = [word for word in words if len(word) > 3 and word not in known]
    if not strange:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [strange])
        unknown = [word for (word,) in cursor.fetchall()]
    near = {word: _nearest(wording, word, terms) for word in unknown}
    return {word: term for word, term in near.items() if term}


def _nearest(wording: Wording, word: str, terms: Sequence[str]) -> str:
    """The term with the fewest slips of the keys; of several the most alike.

    People rarely miss the first letter: a word that begins otherwise is another word.
    """
    slips = max(1, int(len(word) * SLIPS))
    found = process.extract(
        word, terms, scorer=OSA.distance, score_cutoff=slips, limit=None
    )
    fit = [
        (distance, -JaroWinkler.similarity(word, term), term)
        for term, distance, _place in found
        if term[0] in word[:2] and not wording.are_opposites(word, term)
    ]
    return min(fit)[2] if fit else ""


@functools.lru_cache(maxsize=2)
def _vocabulary(revision: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every word of the services, and those that a question may have meant."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS)
        rows = cursor.fetchall()
    terms = sorted(word for word, is_term in rows if is_term)
    return frozenset(word for word, _is_term in rows), tuple(terms)


def forget() -> None:
    """Look every question up anew, for those who measure."""
    _search.cache_clear()
