"""E-mail addresses are read by one rule at sign-in and in forms."""

import pytest

from balarea.foundation import email_addresses
from balarea.people import addresses


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" Ani@Contoh.ID ", "Ani@contoh.id"),
        ("E-mail: ani@contoh.id", "ani@contoh.id"),
        ("<ani+anak@sub.contoh.id>", "ani+anak@sub.contoh.id"),
        ("añi@contoh.id", "añi@contoh.id"),
    ],
)
def test_reads_an_address(typed: str, read: str) -> None:
    assert email_addresses.parse(typed) == read
    assert addresses.parse(typed) == addresses.Address("EMAIL", read.lower())


@pytest.mark.parametrize(
    "typed",
    [
        "ani",
        "ani@",
        "@contoh.id",
        "ani@contoh",
        ".ani@contoh.id",
        "ani..a@contoh.id",
        "ani contoh@contoh.id",
        "ani@contoh.i",
        "\u202eani@contoh.id",
        f"{'a' * 65}@contoh.id",
        f"ani@{'a.' * 130}id",
    ],
)
def test_refuses_what_is_none(typed: str) -> None:
    with pytest.raises(email_addresses.NotAnEmailAddress):
        email_addresses.parse(typed)
    with pytest.raises(addresses.UnknownAddress):
        addresses.parse(typed)
