"""Invisible marks, labels and remarks around pasted text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.foundation import date_parsing, normalization, references

MARKS = [
    *(chr(code) for code in range(0x200B, 0x2010)),
    *(chr(code) for code in range(0x202A, 0x202F)),
    *(chr(code) for code in range(0x2066, 0x206A)),
    "\ufeff",
    "\u00ad",
]
SPACES = ["\u00a0", "\u202f", "\u2009", "\u3000", "\t"]
HYPHENS = ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d"]


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"U+{ord(mark):04X}")
def test_ignores_invisible_marks(mark: str) -> None:
    typed = f"{mark}0812{mark} 3456{mark} 7890{mark}"
    assert normalization.phone(typed) == "081234567890"
    assert (
        normalization.digits(f"{mark}99990141{mark}07900001{mark}")
        == "9999014107900001"
    )
    assert date_parsing.parse(f"{mark}17-08{mark}-1990", TODAY) == BORN
    assert references.normalise(f"{mark}{CODE}{mark}") == CODE


TODAY, BORN = dt.date(2026, 11, 24), dt.date(1990, 8, 17)
CODE = references.new()


@pytest.mark.parametrize("space", SPACES)
def test_any_space_is_a_space(space: str) -> None:
    assert normalization.plain(f"a{space}b") == "a b"
    assert (
        normalization.digits(f"9999{space}0141{space}0790{space}0001")
        == "9999014107900001"
    )
    assert date_parsing.parse(f"17{space}Agustus{space}1990", TODAY) == BORN


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_any_dash_is_a_hyphen(hyphen: str) -> None:
    assert normalization.phone(f"0812{hyphen}3456{hyphen}7890") == "081234567890"
    assert date_parsing.parse(f"17{hyphen}08{hyphen}1990", TODAY) == BORN
    assert normalization.amount(f"Rp. 1.250.000,{hyphen}") == "1.250.000"
    assert references.normalise(hyphen.join(references.pretty(CODE).split("-"))) == CODE


@pytest.mark.parametrize("label", ["Kode: ", "KODE ", "Nomor permohonan: ", "No. "])
def test_a_label_is_no_part_of_a_code(label: str) -> None:
    assert references.normalise(label + references.pretty(CODE)) == CODE


def test_a_code_that_begins_like_a_label_stays_whole() -> None:
    assert normalization.letters("WA3-M9Q-XAC", 9) == "WA3M9QXAC"
    assert normalization.letters("Kode: HP3-M9Q-XAC", 9) == "HP3M9QXAC"


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "123 456",
        "123\u2011456",
        "\u202a123456\u202c",
        "Kode: 12-34-56",
        "Kode Anda 123456. Berlaku 10 menit.",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
    ],
)
def test_reads_a_code_that_was_sent(typed: str) -> None:
    assert normalization.one_time_code(typed, 6) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "123456 atau 654321", "abcdef"])
def test_guesses_no_code(typed: str) -> None:
    assert normalization.one_time_code(typed, 6) == ""


@pytest.mark.parametrize("typed", ["00/", "+()", "+", "- -"])
def test_no_digits_are_no_phone_number(typed: str) -> None:
    assert normalization.phone(typed) == ""


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for read in (normalization.plain, normalization.bare, normalization.visible):
        assert read(read(text)) is not None
    assert normalization.digits(text) == "" or normalization.digits(text).isdecimal()
    assert (
        normalization.phone(text).lstrip("+").isdecimal()
        or normalization.phone(text) == ""
    )
    try:
        assert date_parsing.parse(text, TODAY).year >= date_parsing.EARLIEST
    except date_parsing.NotADate:
        return
