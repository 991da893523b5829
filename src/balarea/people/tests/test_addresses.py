"""Contacts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.foundation import phone_numbers
from balarea.people import addresses


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "0812.3456.7890",
        "(0812) 34567890",
        "+6281234567890",
        "+62 812 3456 7890",
        "+62 0812 3456 7890",
        "+62 (0)812 3456 7890",
        "6281234567890",
        "62 812-3456-7890",
        "006281234567890",
        "81234567890",
        " tel:+6281234567890 ",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "\u202a+62 812\u20113456\u20117890\u202c",
        "\u2068\u200e0812\u00a03456\u00a07890\u2069\ufeff",
        "'081234567890",
        "0812 3456 7890 (WA)",
        "0812-3456-7890 WA",
        "Nomor: 0812\t3456\t7890",
        "No. HP/WA: 0812 3456 7890",
        "WA 0812 3456 7890 (Ibu Siti)",
        "(+62) 812 3456 7890",
    ],
)
def test_reads_a_phone_number_however_it_is_typed(typed: str) -> None:
    assert addresses.parse(typed) == ("PHONE", "+6281234567890")


def test_reads_an_address_in_small_letters() -> None:
    assert addresses.parse(" Ani.S@Contoh.ID ") == ("EMAIL", "ani.s@contoh.id")


@pytest.mark.parametrize(
    "typed",
    [
        "mailto:ani@x.id",
        "Email: ani@x.id",
        "\u2068ani@x.id\u2069\u200b",
        "<ani@x.id>",
        "ani\u200b@x.id",
    ],
)
def test_reads_an_address_through_what_was_copied_along(typed: str) -> None:
    assert addresses.parse(typed) == ("EMAIL", "ani@x.id")


@pytest.mark.parametrize("typed", ["wa.ani@x.id", "hp@x.wa", "no@kode.id"])
def test_takes_no_part_of_an_address_for_a_label(typed: str) -> None:
    assert addresses.parse(typed) == ("EMAIL", typed)


@pytest.mark.parametrize(
    "typed",
    ["", "ani", "ani@", "@x.id", "a b@x.id", "a@b", "0812", "12", "0812x3456789"]
    + ["081234", ".@x.id", "ani\u202e@x.id", "ani\u200c\u202d@x.id"],
)
def test_refuses_what_is_neither(typed: str) -> None:
    with pytest.raises(addresses.UnknownAddress):
        addresses.parse(typed)


@given(st.text(max_size=60))
def test_reads_or_refuses_and_never_breaks(typed: str) -> None:
    try:
        address = addresses.parse(typed)
    except addresses.UnknownAddress:
        return
    assert addresses.parse(address.value) == address


@pytest.mark.parametrize(
    "typed",
    ["+447911123456", "+12025550123", "0261 201234", "+62 21 3441234", "0800 1234567"]
    + ["+6288812", "+882161234567", "+8816212345678"],
)
def test_no_code_goes_abroad_or_to_what_is_no_mobile(typed: str) -> None:
    with pytest.raises(addresses.UnknownAddress):
        addresses.parse(typed)


def test_a_mall_may_name_other_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_numbers, "REGIONS", phone_numbers.regions_of("id, gb"))
    assert addresses.parse("+44 7400 123456") == ("PHONE", "+447400123456")
    with pytest.raises(addresses.NotReached):
        addresses.parse("+44 20 7946 0018")  # a landline


@pytest.mark.parametrize("text", ["", "XX", "Indonesia"])
def test_a_region_that_there_is_not_is_told_at_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="BALAREA_PHONE_REGIONS"):
        phone_numbers.regions_of(text)
