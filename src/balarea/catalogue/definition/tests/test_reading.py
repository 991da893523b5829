import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.catalogue import definition as definitions

from . import builders


def ask(kind: str, *raw: str, **more: Any) -> tuple[Any, str | None]:
    """The answer to one question, and the code of its problem."""
    definition = builders.make_asking(builders.field("it", kind, **more))
    answers, problems = definitions.check_page(
        definition,
        definition.pages[0],
        {"it": list(raw)},
        answers={},
        today=builders.TODAY,
    )
    return answers.get("it"), problems[0].code if problems else None


CHOICES = [
    {"value": "A", "label": builders.text()},
    {"value": "B", "label": builders.text()},
]


@pytest.mark.parametrize(
    ("kind", "raw", "answer"),
    [
        ("TEXT", "  O  ", "O"),
        ("TEXT", "Jose\u0301", "José"),
        ("TEXT", "O'Brien-Нина 李", "O'Brien-Нина 李"),
        (
            "TEXT",
            "25 °C, ± 3 €, “Rumah” №4™ `a` 1º",
            "25 °C, ± 3 €, “Rumah” №4™ `a` 1º",
        ),
        ("LONG_TEXT", "satu\r\ndua", "satu\ndua"),
        ("LONG_TEXT", "bagus \U0001f44d", "bagus \U0001f44d"),
        ("NIK", "9999 0141 0790 0001", "9999014107900001"),
        ("NIK", "9999016902960001", "9999016902960001"),  # 29 February 1996, woman
        ("NUMBER", "1.250", 1250),
        ("NUMBER", "-3", -3),
        ("NUMBER", "12,0", 12),
        ("MONEY", "Rp 1.500.000,00", 1500000),
        ("MONEY", "rp5000", 5000),
        ("DECIMAL", "2,5", "2.5"),
        ("DECIMAL", "2.5", "2.5"),
        ("DECIMAL", "1.250,75", "1250.75"),
        ("DECIMAL", "10,00", "10"),
        ("DECIMAL", "0.125", "0.125"),
        ("DECIMAL", "0,125", "0.125"),
        ("DECIMAL", "-0.125", "-0.125"),
        ("DECIMAL", "0.5000", "0.5"),
        ("DECIMAL", "1250", "1250"),
        ("DECIMAL", "1.250.000", "1250000"),
        ("DECIMAL", "1.250,125", "1250.125"),
        ("DECIMAL", "1250,125", "1250.125"),
        ("DECIMAL", "1250.125", "1250.125"),
        ("DECIMAL", "1,2500", "1.25"),
        ("DECIMAL", "1.2500", "1.25"),
        ("NUMBER", "0", 0),
        ("NUMBER", "007", 7),
        ("NUMBER", "\uff11\uff12", 12),
        ("NUMBER", "'\u22123", -3),
        ("NUMBER", "Jumlah: 12", 12),
        ("MONEY", "Rp. 1.250.000,-", 1250000),
        ("MONEY", "Rp\u00a01.250.000,\u2013", 1250000),
        ("MONEY", "1.250.000 rupiah", 1250000),
        ("MONEY", "1\u202f250\u202f000", 1250000),
        ("TEXT", "Siti\u200b \ufeffContoh\u2069", "Siti Contoh"),
        ("TEXT", "Siti\tContoh", "Siti Contoh"),
        ("NIK", "\ufeff9999014107900001\u200b", "9999014107900001"),
        ("NIK", "\u202d9999014107900001\u202c", "9999014107900001"),
        ("NIK", "NIK : 9999\u00a00141\u00a00790\u00a00001", "9999014107900001"),
        ("NIK", "'9999014107900001", "9999014107900001"),
        ("NIK", "9999014107900001 (Ibu)", "9999014107900001"),
        ("KK", "No. KK: 9999\u20110141\u20110790\u20110001", "9999014107900001"),
        ("NPWP", "09.254.294.3-407.000", "092542943407000"),
        ("NPWP", "NPWP\t09.254.294.3\u2013407.000", "092542943407000"),
        ("NPWP", "0925429434070000", "0925429434070000"),
        ("NIB", "NIB 1234 5678 90123", "1234567890123"),
        ("KBLI", "KBLI: 56101", "56101"),
        ("DIGITS", "00123", "00123"),
        ("DIGITS", "10.15.04.08", "10150408"),
        ("NUMBER", "12.00", 12),
        ("NUMBER", "12.000", 12000),
        ("MONEY", "Rp 1.500.000", 1500000),
        ("DATE", "2026-08-17", "2026-08-17"),
        ("DATE", "17-8-2026", "2026-08-17"),
        ("DATE", "17/08/2026", "2026-08-17"),
        ("DATE", "17 - 08 - 1990", "1990-08-17"),
        ("DATE", "17\u201108\u20111990", "1990-08-17"),
        ("DATE", "\u200e17/08/1990\u202c", "1990-08-17"),
        ("DATE", "'17-08-1990", "1990-08-17"),
        ("DATE", "17 Agustus 1990", "1990-08-17"),
        ("DATE", "17\u00a0Agt\u00a090", "1990-08-17"),
        ("DATE", "17 Agt. '90", "1990-08-17"),
        ("DATE", "17-VIII-1990", "1990-08-17"),
        ("DATE", "Jumat, 17 Agustus 1990", "1990-08-17"),
        ("DATE", "Sumedang, 17-08-1990", "1990-08-17"),
        ("DATE", "Tgl. lahir: 17 Pebruari 1990", "1990-02-17"),
        ("DATE", "August 17, 1990", "1990-08-17"),
        ("DATE", "17081990", "1990-08-17"),
        ("DATE", "1990-08-17 00:00:00", "1990-08-17"),
        ("DATE", "3 Nop 05", "2005-11-03"),
        ("PHONE", "0812-0000-0001", "+6281200000001"),
        ("PHONE", "+62 812 0000 0001", "+6281200000001"),
        ("PHONE", "\u202a+62 812\u20110000\u20110001\u202c", "+6281200000001"),
        ("PHONE", "\u2068HP: 0812\u00a00000\u00a00001\u2069 (WA)", "+6281200000001"),
        ("PHONE", "'081200000001", "+6281200000001"),
        ("PHONE", "No. WA 0812 0000 0001", "+6281200000001"),
        ("EMAIL", "Email:\u00a0siti@contoh.example\u200b", "siti@contoh.example"),
        ("EMAIL", "wa.siti@contoh.example", "wa.siti@contoh.example"),
        ("EMAIL", "Siti@Contoh.EXAMPLE", "Siti@contoh.example"),
        ("YES_NO", "NO", False),
    ],
)
def test_reads_what_people_type(kind: str, raw: str, answer: object) -> None:
    assert ask(kind, raw) == (answer, None)


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("TEXT", "", "REQUIRED"),
        ("TEXT", " \u200b ", "REQUIRED"),
        ("TEXT", "a\x00b", "CHARACTER"),
        ("TEXT", "a\nb", "CHARACTER"),
        ("TEXT", "a\u202eb", "CHARACTER"),
        ("TEXT", "\ud800", "CHARACTER"),
        ("TEXT", "Siti \U0001f600", "PICTURE"),
        ("TEXT", "Siti \u2605", "PICTURE"),
        ("TEXT", "Gang 1\ufe0f\u20e3", "PICTURE"),
        ("TEXT", "x" * 201, "TOO_LONG"),
        ("LONG_TEXT", "x" * 100_000, "TOO_LONG"),
        ("NIK", "321109014107900", "NIK_DIGITS"),
        ("NIK", "99990141079000o1", "NIK_DIGITS"),
        ("NIK", "\u0669" * 16, "NIK_DATE"),  # sixteen nines
        ("NIK", "9999014107900001 9", "NIK_DIGITS"),
        ("NIK", "9999013202900001", "NIK_DATE"),
        ("NIK", "9999017202900001", "NIK_DATE"),
        ("NIK", "9999012902950001", "NIK_DATE"),
        ("NIK", "9999010013900001", "NIK_DATE"),
        ("NUMBER", "1e5", "NUMBER"),
        ("NUMBER", "NaN", "NUMBER"),
        ("NUMBER", "12,5", "WHOLE_NUMBER"),
        ("NUMBER", "9" * 16, "TOO_LARGE"),
        ("NUMBER", "9" * 400, "NUMBER"),
        ("DECIMAL", "1,23456", "DECIMALS"),
        ("DECIMAL", "1,2,3", "NUMBER"),
        ("DECIMAL", "Infinity", "NUMBER"),
        ("DECIMAL", "1.250", "DOUBTFUL"),
        ("DECIMAL", "1,250", "DOUBTFUL"),
        ("DECIMAL", "-12.500", "DOUBTFUL"),
        ("DECIMAL", "1,250,000", "NUMBER"),
        ("DECIMAL", "1,250.75", "NUMBER"),
        ("DECIMAL", "0.125.000", "NUMBER"),
        ("DECIMAL", "01.250", "NUMBER"),
        ("DECIMAL", "00,5", "NUMBER"),
        ("NUMBER", "0.125", "WHOLE_NUMBER"),
        ("NUMBER", "0.125.000", "NUMBER"),
        ("NUMBER", "1,250", "WHOLE_NUMBER"),
        ("NUMBER", "12,000", "WHOLE_NUMBER"),
        ("MONEY", "Rp 12,000", "WHOLE_NUMBER"),
        ("MONEY", "Rp 1.0000", "WHOLE_NUMBER"),
        ("MONEY", "Rp 1,500,000", "NUMBER"),
        ("DATE", "31-02-2026", "NO_SUCH_DAY"),
        ("DATE", "29 Februari 1990", "NO_SUCH_DAY"),
        ("DATE", "08/17/1990", "NO_SUCH_MONTH"),
        ("DATE", "17 Foo 1990", "DATE"),
        ("KK", "999901410790000", "KK_DIGITS"),
        ("NPWP", "09.254.294.3-407", "NPWP_DIGITS"),
        ("NIB", "123456789012", "NIB_DIGITS"),
        ("KBLI", "5610", "KBLI_DIGITS"),
        ("DIGITS", "12a", "DIGITS"),
        ("DATE", "02-2026", "DATE"),
        ("DATE", "1-1-0001", "DATE"),
        ("PHONE", "0812", "PHONE"),
        ("PHONE", "telepon saya", "PHONE"),
        ("EMAIL", "siti@", "EMAIL"),
        ("EMAIL", "a b@contoh.example", "EMAIL"),
        ("EMAIL", "siti@contoh.example\n.x", "CHARACTER"),
        ("YES_NO", "mungkin", "CHOICE"),
    ],
)
def test_says_what_is_wrong(kind: str, raw: str, code: str) -> None:
    assert ask(kind, raw) == (None, code)


def test_refuses_a_second_value_where_one_is_asked() -> None:
    assert ask("TEXT", "satu", "dua") == (None, "ONE_VALUE")


def test_keeps_choices_in_the_order_of_the_question() -> None:
    assert ask("CHOICES", "B", "A", "B", choices=CHOICES) == (["A", "B"], None)
    assert ask("CHOICES", "A", "Z", choices=CHOICES) == (None, "CHOICE")
    assert ask("CHOICES", "A", choices=CHOICES, min=2) == (None, "TOO_FEW")
    assert ask("CHOICES", "A", "B", choices=CHOICES, max=1) == (None, "TOO_MANY")
    assert ask("CHOICE", "a", choices=CHOICES) == (None, "CHOICE")


def test_bounds_dates_by_the_day_of_answering() -> None:
    assert ask("DATE", "2026-11-24", max="TODAY") == ("2026-11-24", None)
    assert ask("DATE", "2026-11-25", max="TODAY") == (None, "DATE_TOO_LATE")
    assert ask("DATE", "2026-09-24", min="TODAY-60") == (None, "DATE_TOO_EARLY")
    assert ask("DATE", "2026-12-01", min="TODAY+7") == ("2026-12-01", None)


def test_bounds_numbers_and_patterns() -> None:
    assert ask("DECIMAL", "0,4", min=0.5) == (None, "TOO_SMALL")
    assert ask("TEXT", "123", pattern="[0-9]{4}") == (None, "PATTERN")
    assert ask("TEXT", "1234\n", pattern="[0-9]{4}") == (None, "CHARACTER")


@pytest.mark.parametrize(
    ("raw", "least", "most", "answer"),
    [
        ("1.250", None, 30, "1.25"),  # metres of a signboard: never 1,250 of them
        ("1,250", None, 30, "1.25"),
        ("1.250", 20, 5000, "1250"),  # square metres of a building: never 1.25
        ("1,250", 20, 5000, "1250"),
        ("1.000", None, 999, "1"),
        ("-1.250", -30, 30, "-1.25"),
    ],
)
def test_of_two_readings_takes_the_one_that_can_be(
    raw: str, least: float | None, most: float | None, answer: str
) -> None:
    bounds = {"min": least, "max": most}
    more = {name: value for name, value in bounds.items() if value is not None}
    assert ask("DECIMAL", raw, **more) == (answer, None)


@pytest.mark.parametrize(
    ("raw", "least", "code"),
    [("1.250", 2000, "TOO_SMALL"), ("1.250", 1, "DOUBTFUL")],
)
def test_says_which_it_is_where_none_or_both_can_be(
    raw: str, least: float, code: str
) -> None:
    assert ask("DECIMAL", raw, min=least) == (None, code)


@pytest.mark.parametrize("raw", ["1.250", "1,250", "1.000", "1.234", "-999,999"])
def test_what_a_doubtful_number_is_told_to_be_is_certain(raw: str) -> None:
    definition = builders.make_asking(builders.field("it", "DECIMAL"))
    page, today = definition.pages[0], builders.TODAY
    _, [problem] = definitions.check_page(
        definition, page, {"it": [raw]}, answers={}, today=today
    )
    digits = raw.replace(".", "").replace(",", "")
    small = str(int(digits) / 1000).removesuffix(".0")
    assert ask("DECIMAL", str(problem.params["more"])) == (digits, None)
    assert ask("DECIMAL", str(problem.params["less"])) == (small, None)


def test_leaves_an_optional_question_open() -> None:
    assert ask("PHONE", "", required=False) == (None, None)
    assert ask("CHOICES", choices=CHOICES, required=False) == (None, None)


KINDS = (
    *("TEXT", "LONG_TEXT", "NIK", "KK", "NPWP", "NIB", "KBLI", "DIGITS"),
    *("NUMBER", "DECIMAL", "MONEY", "DATE", "PHONE", "EMAIL"),
)


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_reads_anything_without_a_fault_and_the_same_again(kind: str, raw: str) -> None:
    answer, code = ask(kind, raw)
    assert (answer is None) == (code is not None)
    if answer is not None:
        definition = builders.make_asking(builders.field("it", kind))
        again = definitions.raw(definition.fields["it"], answer)
        assert ask(kind, *again) == (answer, None)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_gives_a_measure_back_as_it_was(value: Any) -> None:
    canonical = f"{value.normalize() + 0:f}"
    definition = builders.make_asking(builders.field("it", "DECIMAL"))
    shown = definitions.raw(definition.fields["it"], canonical)
    assert ask("DECIMAL", *shown) == (canonical, None)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("20-11-2026", "DATE_TOO_EARLY"),
        ("21-11-2026", None),  # in time when it was filed
        ("30-11-2026", None),  # and no later than now
        ("01-12-2026", "DATE_TOO_LATE"),
    ],
)
def test_what_is_answered_again_is_measured_from_both_days(
    raw: str, code: str | None
) -> None:
    field = builders.field("it", "DATE", min="TODAY-3", max="TODAY+6")
    definition = builders.make_asking(field)
    _, problems = definitions.check_page(
        definition,
        definition.pages[0],
        {"it": [raw]},
        answers={},
        today=builders.TODAY,
        since=builders.TODAY,
    )
    assert [one.code for one in problems] == ([code] if code else [])
    later = builders.TODAY + dt.timedelta(days=9)
    answers = {"it": "2026-11-21"}
    check = definitions.check_all
    assert check(definition, answers, {}, today=later, since=builders.TODAY) == []
    assert [p.code for p in check(definition, answers, {}, today=later)] == [
        "DATE_TOO_EARLY"
    ]


@pytest.mark.parametrize("length", [101, 4001, 100_000])
def test_tells_how_long_this_very_answer_may_be(length: int) -> None:
    field = builders.field("it", "TEXT", max_length=100)
    definition = builders.make_asking(field)
    _, [problem] = definitions.check_page(
        definition,
        definition.pages[0],
        {"it": ["a" * length]},
        answers={},
        today=builders.TODAY,
    )
    assert (problem.code, problem.params) == ("TOO_LONG", {"max": 100})


@pytest.mark.parametrize(
    ("raw", "bounds", "answer"),
    [
        ("1-1-30", {"max": "TODAY"}, "1930-01-01"),
        ("1-1-30", {"min": "TODAY"}, "2030-01-01"),
        ("1-1-27", {}, "2027-01-01"),
        ("1-1-90", {}, "1990-01-01"),
    ],
)
def test_two_digits_of_a_year_are_taken_within_the_bounds(
    raw: str, bounds: dict[str, Any], answer: str
) -> None:
    assert ask("DATE", raw, **bounds) == (answer, None)


@pytest.mark.parametrize(
    ("raw", "more", "code"),
    [
        ("123", {"min": 5, "max": 5}, "COUNT_DIGITS"),
        ("123", {"min": 5, "max": 14}, "MORE_DIGITS"),
        ("123456", {"max": 5}, "FEWER_DIGITS"),
        ("00123", {"max": 5}, None),
    ],
)
def test_bounds_how_many_digits(
    raw: str, more: dict[str, Any], code: str | None
) -> None:
    assert ask("DIGITS", raw, **more)[1] == code


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        ("9999012411050001", None),  # 21 on the very day
        ("9999012511050001", "TOO_YOUNG"),
        ("9999010107900001", None),
        ("9999010101150001", "TOO_YOUNG"),  # eleven; nobody is 111 and a witness
        ("9999010101250001", None),  # a hundred and one
    ],
)
def test_a_nik_tells_who_is_too_young(nik: str, code: str | None) -> None:
    actual = ask("NIK", nik, min=21)[1]
    assert actual == code
