import datetime as dt
from decimal import Decimal

import pytest

from balarea.foundation import languages


@pytest.mark.parametrize(
    ("django_code", "code"),
    [("id", "id"), ("en-gb", "en"), ("su", "su"), ("xx", "id"), (None, "id")],
)
def test_knows_each_language_and_falls_back_to_indonesian(
    django_code: str | None, code: str
) -> None:
    assert languages.code_of(django_code) == code


def test_shows_indonesian_where_a_text_lacks_the_language() -> None:
    texts = {"id": "Izin", "en": "Licence", "su": ""}
    shown = [languages.in_language(texts, code) for code in ("id", "en", "su", "xx")]
    assert shown == ["Izin", "Licence", "Izin", "Izin"]


def test_shows_the_text_itself_where_there_is_no_translation() -> None:
    for code, shown in (("en", "Registrar"), ("su", "Petugas"), ("id", "Petugas")):
        assert languages.translated("Petugas", {"en": "Registrar"}, code) == shown
    assert languages.translated("Petugas", {}, "en") == "Petugas"


def test_leaves_a_draft_out_where_it_says_the_same_as_indonesian() -> None:
    assert languages.by_language(lambda code: "Rp500") == {"id": "Rp500", "en": "Rp500"}
    texts = languages.by_language(str.upper)
    assert texts == {code: code.upper() for code in languages.CODES}


def test_writes_days_and_numbers_as_each_language_does() -> None:
    day, number = dt.date(2026, 8, 7), Decimal("1250.50")
    shown = {
        code: (languages.long_date(day, code), languages.number(number, code))
        for code in ("id", "en", "su")
    }
    assert shown == {
        "id": ("7 Agustus 2026", "1.250,5"),
        "en": ("7 August 2026", "1,250.5"),
        "su": ("7 Agustus 2026", "1.250,5"),
    }


def test_every_language_has_twelve_months_or_none() -> None:
    assert {len(one.months) for one in languages.LANGUAGES} <= {0, 12}
    assert len(languages.BY_CODE[languages.DEFAULT].months) == 12
