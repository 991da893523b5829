"""Sentences are said in the reader's language, however often and in whichever order."""

from unittest.mock import patch

import pytest
from django.core import checks
from django.template import engines
from django.utils import translation


@pytest.mark.parametrize(
    ("source", "indonesian", "english"),
    [
        ('{% translate "Back" %}', "Kembali", "Back"),
        ('{% trans "Back" %}', "Kembali", "Back"),
        ("{% translate 'Back' as word %}({{ word }})", "(Kembali)", "(Back)"),
        ('{% translate "Back"|upper %}', "KEMBALI", "BACK"),
        ('{% translate "Back" noop %}', "Back", "Back"),
        ("{% translate word %}", "Kembali", "Back"),
        ('{% translate "100 %" %}', "100 %", "100 %"),
    ],
)
def test_a_sentence_is_said_in_each_language(
    source: str, indonesian: str, english: str
) -> None:
    template = engines["django"].from_string("{% load i18n %}" + source)
    for _ in range(2):
        for language, expected in (("id", indonesian), ("en", english)):
            with translation.override(language):
                assert template.render({"word": "Back"}) == expected


def test_a_variable_is_asked_and_escaped_each_time() -> None:
    template = engines["django"].from_string("{% load i18n %}{% translate word %}")
    assert template.render({"word": "<one>"}) == "&lt;one&gt;"
    assert template.render({"word": "<other>"}) == "&lt;other&gt;"


def test_a_written_sentence_is_looked_up_once_a_language() -> None:
    template = engines["django"].from_string('{% load i18n %}{% translate "Back" %}')
    asked = "django.template.base.gettext_lazy"
    with (
        translation.override("id"),
        patch(asked, wraps=translation.gettext_lazy) as ask,
    ):
        assert [template.render() for _ in range(3)] == ["Kembali"] * 3
    assert ask.call_count == 1


def test_no_other_library_stands_in_anothers_place() -> None:
    doubled = [one.msg for one in checks.run_checks() if one.id == "templates.W003"]
    assert len(doubled) == 1
    assert doubled[0].startswith("'i18n' is used")
