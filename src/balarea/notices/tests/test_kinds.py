"""Each kind of message is one record; what else it needs follows from it."""

from pathlib import Path

import pytest
from django.utils import translation

from balarea.notices import rendering
from balarea.notices.kinds import KINDS, MessageKind

TEXTS = Path(rendering.__file__).parent / "templates" / "notices"


def test_every_kind_has_a_text_in_each_language_and_no_text_is_left_over() -> None:
    wanted = {
        f"{code.lower()}.{language}.txt"
        for code in (*KINDS, "letter")
        for language in rendering.LANGUAGES
    }
    assert {path.name for path in TEXTS.glob("*.txt")} == wanted


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_labels_are_translated(kind: MessageKind) -> None:
    for label in (kind.label, kind.citizen_label, kind.officer_label):
        with translation.override("en"):
            english = str(label)
        with translation.override("id"):
            assert str(label) != english


def test_a_code_fits_its_column() -> None:
    assert all(0 < len(code) <= 12 for code in KINDS)
