"""Contacts and accounts: who has which, and who learns of a change."""

import datetime as dt

import pytest
from tests.log_facts import LogFacts

from balarea.foundation import ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM
from balarea.people import errors, models, operations, rules
from balarea.people.events import SignInChanged
from balarea.people.tests.conftest import (
    MAIL,
    PHONE,
    account_of,
    contact_of,
)
from balarea.vault import models as vault_models

pytestmark = pytest.mark.django_db


def facts_of(entries: list[LogFacts], type: str) -> list[dict[str, str | int]]:
    return [facts for one, facts in entries if one == type]


def test_a_first_account_is_the_person_s_and_later_ones_are_the_same(
    at: dt.datetime, announced: list[object], log_facts: list[LogFacts]
) -> None:
    account = account_of(PHONE, at)
    assert account_of(PHONE, at) == account
    row = models.Account.objects.get(id=account.id)
    contact = models.Contact.objects.get(masked=rules.masked_contact(PHONE.value))
    assert row.person_id is not None
    assert row.person_id == contact.person_id
    assert facts_of(log_facts, "SIGN_IN_CHANGED") == [{"what": "OPENED"}]
    assert announced == [], "the owner sees it in this very session"


def test_a_second_contact_is_linked_and_the_first_is_notified(
    at: dt.datetime, announced: list[object]
) -> None:
    account = account_of(PHONE, at)
    second = contact_of(MAIL, at)
    assert account.person_id is not None
    for _ in range(2):  # again it changes nothing
        operations.link_contact(
            contact=second, person=account.person_id, by=SYSTEM, at=at
        )
    second.refresh_from_db()
    assert second.person_id == account.person_id
    assert announced == [SignInChanged(account=account.id, what="CONTACT", at=at)]


def test_each_new_bond_of_contact_and_person_is_logged(
    at: dt.datetime, announced: list[object], log_facts: list[LogFacts]
) -> None:
    def logged() -> int:
        return len(facts_of(log_facts, "PERSON_KNOWN"))

    first, second = contact_of(PHONE, at), contact_of(MAIL, at)
    assert logged() == 2, "each contact"
    person = operations.open_account(contact=first, by=SYSTEM, at=at).person_id
    assert person is not None
    assert logged() == 4, "its contact, and the person"
    operations.link_contact(contact=second, person=person, by=SYSTEM, at=at)
    assert logged() == 5
    operations.unlink_contact(contact=second.id, person=person, by=SYSTEM, at=at)
    assert logged() == 6


def test_the_owner_reads_the_address_that_was_proved_and_no_other(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = contact_of(PHONE, at)

    def read() -> str:
        return operations.own_address(contact=contact, by=SYSTEM, at=at)

    assert read() == PHONE.value
    access = vault_models.Access.objects.get(case=contact.id)
    assert (access.purpose, access.names) == ("OWN_DATA", ["contact"])
    other = MAIL.value.encode()
    monkeypatch.setattr("balarea.vault.operations.open", lambda **_: other)
    with pytest.raises(NotFound):
        read()


def test_refuses_to_link_the_contact_of_somebody_else(
    at: dt.datetime, announced: list[object]
) -> None:
    account, other = account_of(PHONE, at), account_of(MAIL, at)
    assert account.person_id is not None
    with pytest.raises(errors.ContactTaken):
        operations.link_contact(
            contact=contact_of(MAIL, at), person=account.person_id, by=SYSTEM, at=at
        )
    assert contact_of(MAIL, at).person_id == other.person_id


def test_a_contact_is_unlinked_and_all_are_notified(
    at: dt.datetime, announced: list[object]
) -> None:
    account, second = account_of(PHONE, at), contact_of(MAIL, at)
    person = account.person_id
    assert person is not None
    operations.link_contact(contact=second, person=person, by=SYSTEM, at=at)
    announced.clear()
    operations.unlink_contact(contact=second.id, person=person, by=SYSTEM, at=at)
    second.refresh_from_db()
    assert second.person_id is None
    assert announced == [SignInChanged(account=account.id, what="CONTACT", at=at)]
    with pytest.raises(NotFound):
        operations.unlink_contact(contact=second.id, person=person, by=SYSTEM, at=at)
    with pytest.raises(errors.LastContact):
        operations.unlink_contact(
            contact=contact_of(PHONE, at).id, person=person, by=SYSTEM, at=at
        )


def test_a_language_of_the_mall_is_stored_and_no_other(
    at: dt.datetime, announced: list[object]
) -> None:
    account = account_of(PHONE, at)
    for language in ("en", "xx"):
        operations.choose_language(account=account, language=language, by=SYSTEM, at=at)
    account.refresh_from_db()
    assert account.language == "en"


def test_ending_all_sessions_is_logged_by_its_name(
    at: dt.datetime, announced: list[object], log_facts: list[LogFacts]
) -> None:
    account = account_of(PHONE, at)
    rounds = account.session_round
    operations.sign_out_all(account=account, by=SYSTEM, at=at)
    account.refresh_from_db()
    assert account.session_round > rounds
    changes = facts_of(log_facts, "SIGN_IN_CHANGED")
    assert changes == [{"what": "OPENED"}, {"what": "SIGNED_OUT"}]


def test_refuses_an_unknown_contact(at: dt.datetime) -> None:
    with pytest.raises(models.Contact.DoesNotExist):
        operations.open_contact_address(contact=ids.uuid7(), by=SYSTEM, at=at)
