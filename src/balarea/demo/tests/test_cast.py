"""The invented people of a demonstration."""

import pytest

from balarea.demo import cast

POSITIONS = [
    *((part.position, part.english) for part in cast.PARTS),
    *(position for _, position, _ in cast.OVERSEERS),
]


@pytest.mark.parametrize(("indonesian", "english"), POSITIONS)
def test_every_position_has_a_name_in_both_languages(
    indonesian: str, english: str
) -> None:
    assert english
    assert english != indonesian
