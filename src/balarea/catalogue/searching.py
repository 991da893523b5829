"""Search as people ask: Indonesian stems, synonyms, near spellings, known phrases.

A question is a bag of words. A word that few services have counts for more, a word
that was written counts for more than a synonym of it, and a phrase that people are
known to use counts for most (decision 0070).
"""

import dataclasses
import functools
import sys
from collections.abc import Sequence

from django.db import connection

from balarea.catalogue import queries
from balarea.catalogue.wording import SYNONYM, Wording

# What a candidate must come to, and beside the best one; below it are near hits.
LEAST = 0.55
BESIDE_BEST = 0.4
# Phrases are compared for so many that fit best by their words: trigrams cost the most.
PHRASED = 50
# Of those that only come near, so many are worth showing.
NEAR = 5

_SEARCH = """
WITH asked AS (
  SELECT i, weight, phraseto_tsquery('balarea', word) AS q
  FROM unnest(%(terms)s::int[], %(weights)s::real[], %(words)s::text[])
    AS t(i, weight, word)),
hit AS (
  SELECT a.i, e.service_id, max(a.weight
    * least(1, ts_rank('{0.12, 0.35, 0.75, 1}', e.words, a.q) / 0.6)) AS rank
  FROM asked a JOIN catalogue_searchentry e ON e.words @@ a.q
  WHERE numnode(a.q) > 0 GROUP BY a.i, e.service_id),
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
_SPELL = """
WITH asked AS MATERIALIZED (
  SELECT word, phraseto_tsquery('balarea', word) AS form
  FROM unnest(%s::text[]) AS asked(word)
  WHERE NOT EXISTS (SELECT 1 FROM catalogue_searchword k WHERE k.word = asked.word)),
unknown AS MATERIALIZED (
  SELECT word FROM asked
  WHERE NOT EXISTS (SELECT 1 FROM catalogue_searchentry e WHERE e.words @@ form))
SELECT unknown.word, near.word FROM unknown CROSS JOIN LATERAL (
  SELECT w.word, similarity(w.word, unknown.word) AS fit FROM catalogue_searchword w
  WHERE w.word %% unknown.word AND similarity(w.word, unknown.word) >= %s
  ORDER BY fit DESC, w.word LIMIT 5) AS near
ORDER BY near.fit DESC, near.word
"""
NEAR_WORD = 0.42
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
    corrected = _spelled(wording, words)
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


def _spelled(wording: Wording, words: Sequence[str]) -> dict[str, str]:
    """The nearest known word for each that no service knows, but never its opposite."""
    unknown = [word for word in words if len(word) > 3]
    if not unknown:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SPELL, [unknown, NEAR_WORD])
        found: dict[str, str] = {}
        for word, near in cursor.fetchall():
            if not wording.are_opposites(word, near):
                found.setdefault(word, near)
        return found


def forget() -> None:
    """Look every question up anew, for those who measure."""
    _search.cache_clear()
