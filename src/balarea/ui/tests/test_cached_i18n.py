"""Cached translations are in the active language, in any order of use."""

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
def test_a_sentence_is_translated_into_each_language(
    source: str, indonesian: str, english: str
) -> None:
    template = engines["django"].from_string("{% load i18n %}" + source)
    for _ in range(2):
        for language, expected in (("id", indonesian), ("en", english)):
            with translation.override(language):
                assert template.render({"word": "Back"}) == expected


def test_a_variable_is_translated_and_escaped_each_time() -> None:
    template = engines["django"].from_string("{% load i18n %}{% translate word %}")
    assert template.render({"word": "<one>"}) == "&lt;one&gt;"
    assert template.render({"word": "<other>"}) == "&lt;other&gt;"


def test_a_literal_is_translated_once_per_language() -> None:
    template = engines["django"].from_string('{% load i18n %}{% translate "Back" %}')
    function = "django.template.base.gettext_lazy"
    with (
        translation.override("id"),
        patch(function, wraps=translation.gettext_lazy) as translate,
    ):
        assert [template.render() for _ in range(3)] == ["Kembali"] * 3
    assert translate.call_count == 1


def test_no_other_library_replaces_another() -> None:
    doubled = [one.msg for one in checks.run_checks() if one.id == "templates.W003"]
    assert len(doubled) == 1
    assert doubled[0].startswith("'i18n' is used")
