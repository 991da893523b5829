"""Normalisation of the words of a query."""

import pytest
from hypothesis import given, strategies

from balarea.catalogue import vocabulary
from balarea.catalogue.tests.conftest import FOLDER

WORDS = vocabulary.load(FOLDER)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Bikin KTP yang ilang!", ["ktp", "hilang"]),
        ("cara ngurus akte lahir?", ["akta", "lahir"]),
        ("ijin usaha warung", ["izin", "usaha", "warung"]),
        ("kumaha ngadamel KTP-el téh", ["ktp"]),
        ("buat kk baru", ["kartu", "keluarga", "baru"]),
        ("driver's licence", ["driver", "licence"]),
        ("driver licence renewal", ["driving", "licence", "renewal"]),
        ("imah abdi béak kaduruk", ["rumah", "habis", "kebakaran"]),
        ("bagaimana cara", ["bagaimana", "cara"]),  # better than nothing
        ("  ", []),
        ("<script>", ["script"]),
    ],
)
def test_leaves_the_words_that_tell(typed: str, words: list[str]) -> None:
    assert WORDS.words(typed) == words


def test_a_word_brings_those_that_may_stand_for_it() -> None:
    (married,) = WORDS.terms(["nikah"])
    assert "perkawinan" in married.others
    assert "nikah" not in married.others


@pytest.mark.parametrize(
    ("inflected", "root"),
    [
        ("nyewa", "sewa"),
        ("nyicil", "cicil"),
        ("motong", "potong"),
        ("ngejual", "jual"),
        ("ngabongkar", "bongkar"),
        ("daptarkeun", "daftar"),
        ("kabersihanana", "kebersihan"),
    ],
)
def test_a_word_may_be_an_inflection_of_another(inflected: str, root: str) -> None:
    assert root in WORDS.roots(inflected)


@pytest.mark.parametrize("word", ["sapi", "ibuna", "kata"])
def test_nothing_shorter_than_four_letters_is_a_root(word: str) -> None:
    assert WORDS.roots(word) == []


@given(strategies.text("abegiknmpstuy", min_size=1, max_size=20))
def test_a_root_is_another_word_of_letters(word: str) -> None:
    roots = WORDS.roots(word)
    assert len(roots) == len(set(roots))
    assert word not in roots
    assert all(root.replace(" ", "").isalnum() for root in roots)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("dinonaktifkan", "aktifkan", True),
        ("aktif", "nonaktif", True),
        ("nonaktf", "aktif", True),
        ("deaktivasi", "reaktivasi", True),
        ("takterdaftar", "terdaftar", True),
        ("nonaktf", "nonaktif", False),
        ("kelahirn", "kelahiran", False),
        ("dendaa", "denda", False),
        ("inaktif", "aktif", True),
        ("indentitas", "identitas", False),
        ("disabilits", "disabilitas", False),
        ("intalasi", "instalasi", False),
    ],
)
def test_knows_what_turns_a_words_sense(one: str, other: str, *, are: bool) -> None:
    assert WORDS.are_opposites(one, other) is are
    assert WORDS.are_opposites(other, one) is are


@given(strategies.text(max_size=2000))
def test_any_text_becomes_few_plain_words(text: str) -> None:
    words = WORDS.words(text)
    assert len(words) <= vocabulary.MAX_WORDS
    assert all(word.isascii() and word.isalnum() for word in words)


def test_every_wanted_service_exists() -> None:
    assert all((FOLDER / code[:3] / f"{code}.yaml").exists() for code in WORDS.wanted)
