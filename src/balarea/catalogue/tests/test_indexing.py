"""The words and phrases that search compares a query with."""

import pytest

from balarea.catalogue import definition as engine
from balarea.catalogue import models, vocabulary
from balarea.catalogue.tests.conftest import FOLDER

pytestmark = pytest.mark.django_db

type Some = dict[str, engine.Definition]


def test_words_of_titles_are_terms_and_those_of_other_texts_are_only_spelled(
    some: Some,
) -> None:
    words = dict(models.SearchWord.objects.values_list("word", "is_term"))
    plain = vocabulary.load(FOLDER).plain
    for definition in some.values():
        for title in definition.title.texts.values():
            for word in plain(title).split():
                assert len(word) < 3 or words[word] is True
        for text in (*definition.summary.texts.values(), *procedure(definition)):
            assert {word for word in plain(text).split() if len(word) >= 3} <= set(
                words
            )
    assert set(words.values()) == {True, False}


def procedure(definition: engine.Definition) -> list[str]:
    return [
        text for step in definition.standard.procedure for text in step.texts.values()
    ]
