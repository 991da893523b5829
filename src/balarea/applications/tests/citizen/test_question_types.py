"""Every type of question is drawn, and has a sentence for all that can be wrong."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from balarea.applications.presenters import problems, questions
from balarea.catalogue import definition as engine

LABEL = engine.Text(id="Teks", en="Text")


@pytest.mark.parametrize("kind", engine.QUESTION_TYPES)
def test_draws_every_type_of_question(kind: str) -> None:
    choices = tuple(engine.Choice(value=v, label=LABEL) for v in ("A", "B"))
    has_choices = engine.QUESTION_TYPES[kind].has_choices
    field = engine.Field(
        id="answer", type=kind, label=LABEL, choices=choices if has_choices else ()
    )
    question = questions.question(field, (), "id")
    with translation.override("id"):
        html = render_to_string("applications/citizen/question.html", {"q": question})
    assert 'name="answer"' in html


def test_has_a_sentence_for_each_code_and_for_no_other() -> None:
    own_words = {"RULE", "REQUIRED"}  # the definition's, and one by type
    assert problems.SENTENCES.keys() == engine.CODES - own_words
