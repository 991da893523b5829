"""Nearness of a query to phrases, beside pg_trgm's."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from balarea.catalogue import queries, search
from balarea.catalogue.phrases import Phrases
from balarea.catalogue.tests.test_search import judged

WORDS = ("izin", "usaha", "usahanya", "a", "warung", "warga", "ijin", "2", "rumah")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
ORACLE = """
SELECT (similarity(%(phrase)s, %(query)s)
  + 0.5 * strict_word_similarity(%(phrase)s, %(query)s)) / 1.5
"""


def by_pg_trgm(phrase: str, query: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute(ORACLE, {"phrase": phrase, "query": query})
        return float(cursor.fetchone()[0])


@pytest.mark.django_db
def test_agrees_with_pg_trgm_for_what_people_write() -> None:
    texts = [*judged("judged_queries.yaml")][:60]
    phrases = [*judged("judged_queries_blind.yaml")][:30]
    compared = Phrases({phrase: [phrase] for phrase in phrases})
    agreeing = 0
    for query in texts:
        near = compared.nearest(query, phrases)
        for phrase in phrases:
            expected = by_pg_trgm(phrase, query)
            # pg_trgm looks for the best part of a query greedily and may miss it.
            assert near[phrase] >= expected - 1e-6
            agreeing += abs(near[phrase] - expected) < 1e-6
    assert agreeing >= 0.97 * len(texts) * len(phrases)


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_the_nearest_of_several_phrases_counts(texts: list[str], query: str) -> None:
    each = [Phrases({"": [text]}).nearest(query, [""])[""] for text in texts]
    assert Phrases({"": texts}).nearest(query, [""])[""] == pytest.approx(max(each))


@given(TEXTS)
def test_a_phrase_is_nearest_to_itself(text: str) -> None:
    phrases = Phrases({"A": [text], "B": ["qqq"]})
    assert phrases.nearest(text, ["A", "B", "C"]) == {"A": 1.0, "B": 0.0, "C": 0.0}


@pytest.mark.django_db
def test_words_of_earlier_queries_are_not_looked_up_again(
    all_services: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    search.forget()
    for query in ("ktp hilang", "paspor rusak"):
        search.search(query)
    revision = queries.revision()
    with django_assert_num_queries(0):
        result = search.search("paspor hilang", revision=revision)
    assert result.codes[0].startswith("IMG")


@pytest.mark.django_db
def test_words_that_are_looked_up_are_bounded_and_the_answers_stay_right(
    all_services: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision, texts = queries.revision(), ("ktp hilang", "paspor rusak", "ktp rusak")
    search.forget()
    expected = [search.search(text).codes for text in texts]
    search.forget()
    monkeypatch.setattr(search, "RANKED", 3)
    assert [search.search(text).codes for text in texts] == expected
    assert len(search._cached_ranks(revision)) == 3
