"""Masked names and addresses are recognised by their owner only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.people import rules

MASKED = [
    ("+6281234567890", "+62********890"),
    ("ani@gmail.com", "a**@gmail.com"),
    ("ab@yahoo.co.id", "a*@yahoo.co.id"),
    ("a@gmail.com", "*@gmail.com"),
    ("ani@siti-rahayu.id", "a**@s***.id"),
    ("a@siti-rahayu.id", "*@s***.id"),
    ("a@x.id", "*@x***.id"),
    ("ani@kab.sumedang.go.id", "a**@k***.go.id"),
    ("siti@rahayu.web.id", "s***@r***.web.id"),
    ("siti@web.id", "s***@w***.id"),
    ("siti@gmail.com.rahayu.org", "s***@g***.org"),
]


@pytest.mark.parametrize(("contact", "masked"), MASKED)
def test_shows_of_a_contact_what_its_owner_recognises(
    contact: str, masked: str
) -> None:
    assert rules.masked_contact(contact) == masked


@given(st.from_regex(r"[a-z]{1,4}@[a-z]{1,6}\.(id|com|web\.id)", fullmatch=True))
def test_never_shows_a_whole_address_of_a_rare_host(contact: str) -> None:
    user, host = contact.split("@")
    shown_user, shown_host = rules.masked_contact(contact).split("@")
    assert shown_user != user
    assert "***" in shown_host or host in rules.WELL_KNOWN_HOSTS


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Siti Nurhaliza", "S*** N***"),
        ("Ng Al", "N*** A***"),
        ("Ani B", "A*** ***"),
        ("B", "***"),
        ("", ""),
        (" Ani  Sri ", "A*** S***"),
        ("a1 b1 c1 d1 e1 f1 g1 h1 i1", "a*** b*** c*** d*** e*** f*** g*** h***"),
    ],
)
def test_shows_of_a_name_the_first_letters_of_at_most_eight_words(
    name: str, masked: str
) -> None:
    assert rules.masked_name(name) == masked


def test_hosts_and_endings_that_millions_share_are_these() -> None:
    hosts = """
        aol.com gmail.com googlemail.com hotmail.co.id hotmail.com icloud.com live.com
        mail.com me.com msn.com outlook.co.id outlook.com proton.me protonmail.com
        rocketmail.com yahoo.co.id yahoo.co.uk yahoo.com yandex.com ymail.com zoho.com
    """
    endings = "ac biz co desa go mil my net or ponpes sch web"
    assert set(hosts.split()) == rules.WELL_KNOWN_HOSTS
    assert set(endings.split()) == rules.SHARED_ENDINGS


@pytest.mark.parametrize(
    ("contact", "masked"),
    [
        ("siti@rahayu.web.com", "s***@r***.com"),
        ("siti@rahayu.web.my", "s***@r***.my"),
        ("siti@rahayu.sumedang.id", "s***@r***.id"),
        ("12345", "123345"),
        ("1234567", "123*567"),
    ],
)
def test_an_ending_is_shown_whole_only_under_id(contact: str, masked: str) -> None:
    assert rules.masked_contact(contact) == masked


def test_a_code_may_be_tried_five_times() -> None:
    assert rules.TRIES == 5
