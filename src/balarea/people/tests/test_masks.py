"""What is shown of a name or an address: enough for its owner, for nobody else."""

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
