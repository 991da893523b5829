"""Codes as words: every code has its words, and the words have that code."""

import itertools
import random

import pytest

from balarea.foundation import references, spoken_codes

PAIRS = ["".join(pair) for pair in itertools.product(references.ALPHABET, repeat=2)]


def test_there_is_one_word_for_each_two_letters() -> None:
    assert len(spoken_codes.WORDS) == len(PAIRS) == 529
    said = [spoken_codes.words(pair) for pair in PAIRS]
    assert [spoken_codes.read(" ".join(words)) for words in said] == PAIRS


def test_no_two_words_can_be_taken_for_each_other() -> None:
    words = spoken_codes.WORDS
    assert len({word[: spoken_codes.PREFIX] for word in words}) == len(words)
    assert all(4 <= len(word) <= 6 and word.isascii() for word in words)
    assert list(words) == sorted(words)
    for one, other in itertools.combinations(words, 2):
        if len(one) == len(other):
            differing = sum(a != b for a, b in zip(one, other, strict=True))
            assert differing > 1, (one, other)


def test_a_code_survives_being_read_out() -> None:
    draw = random.Random(7)
    for _ in range(200):
        code = "".join(draw.choices(references.ALPHABET, k=10))
        words = spoken_codes.words(code)
        assert len(words) == 5
        assert spoken_codes.read(", ".join(words).upper()) == code
        assert spoken_codes.read("-".join(word[:4] for word in words)) == code


@pytest.mark.parametrize("text", ["", "abad xyzzy", "12345", "abad acara besi"])
def test_words_that_are_not_on_the_list_are_no_code(text: str) -> None:
    assert spoken_codes.read(text) == ""
