"""Persons whom an officer identifies at a desk: found again, and never doubled."""

import datetime as dt
from typing import Any

import pytest
from tests.log_facts import LogFacts

from balarea.foundation import normalization
from balarea.foundation.errors import NotPermitted, TooMany
from balarea.people import errors, models, queries, testing
from balarea.people.operations import persons
from balarea.people.rules import Action, Identity
from balarea.people.tests.conftest import PHONE, account_of, contact_of
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
NIK, BORN_ON = "9999014107900001", dt.date(1990, 7, 1)
SITI = Identity("Siti Rahayu", BORN_ON, NIK)
type Desk = dict[str, Any]


@pytest.fixture
def desk(db: None, at: dt.datetime) -> Desk:
    """The scope, actor and time of an officer who takes in."""
    testing.open_agency("DKC", at)
    officer = testing.appoint("DKC", [Action.RECEIVE], at)
    return {
        "scope": testing.scope_of(officer),
        "by": queries.officer_actor(officer),
        "at": at,
    }


def test_a_person_is_found_by_nik_and_by_name_with_day_of_birth(desk: Desk) -> None:
    person = persons.begin(identity=SITI, **desk)
    for way in (
        {"nik": "9999 0141 0790 0001"},
        {"name": "Hj. SITI  Rahayu, S.Pd.", "born_on": BORN_ON},
    ):
        [match] = persons.find(**way, **desk)
        assert match.person == person
        assert match.owners == {person.id}
    assert persons.open_profile(person=person, by=desk["by"], at=desk["at"]) == SITI
    assert persons.find(nik="9999014107900002", **desk) == []
    assert persons.find(name="Siti", born_on=BORN_ON, **desk) == []
    assert persons.find(**desk) == []


def test_a_proved_phone_finds_its_contact_and_its_person(
    desk: Desk, at: dt.datetime
) -> None:
    contact = contact_of(PHONE, at)
    [match] = persons.find(address="0812 3456 7890", **desk)
    assert (match.person, match.contact, match.id) == (None, contact, contact.id)
    account = account_of(PHONE, at)
    [match] = persons.find(address="081234567890", **desk)
    assert match.id == account.person_id
    assert match.owners == {contact.id, account.person_id}
    assert persons.find(address="no phone", **desk) == []


def test_each_look_is_logged_and_shown_to_whom_it_found(
    desk: Desk, log_facts: list[LogFacts]
) -> None:
    person = persons.begin(identity=SITI, **desk)
    log_facts.clear()
    persons.find(nik=NIK, **desk)
    persons.find(nik="9999014107900002", **desk)
    looked = [facts for type, facts in log_facts if type == "PERSON_LOOKED_UP"]
    assert looked == [
        {"by": "NIK", "purpose": "COUNTER", "matches": 1},
        {"by": "NIK", "purpose": "COUNTER", "matches": 0},
    ]
    [access] = vault.accesses(person.id)
    assert (access.names, access.purpose) == (["nik"], "CONSULT")


def test_only_who_takes_in_may_look_and_not_without_end(
    desk: Desk, at: dt.datetime
) -> None:
    verifier = testing.appoint("DKC", [Action.READ, Action.VERIFY], at)
    other: Desk = desk | {"scope": testing.scope_of(verifier)}
    with pytest.raises(NotPermitted):
        persons.find(nik=NIK, **other)
    with pytest.raises(NotPermitted):
        persons.begin(identity=SITI, **other)
    for _ in range(persons.MAX_LOOKUPS_PER_HOUR):
        persons.find(nik=NIK, **desk)
    with pytest.raises(TooMany):
        persons.find(nik=NIK, **desk)


def test_refuses_a_second_person_of_the_same_nik_whatever_is_confirmed(
    desk: Desk,
) -> None:
    person = persons.begin(identity=SITI, **desk)
    other = SITI._replace(name="Dewi")
    with pytest.raises(errors.PersonExists) as refused:
        persons.begin(identity=other, is_namesake=True, **desk)
    assert refused.value.params == {"persons": [person.id], "is_certain": True}


def test_offers_a_namesake_of_the_same_day_before_beginning_another(
    desk: Desk,
) -> None:
    without = SITI._replace(nik="")
    first = persons.begin(identity=without, **desk)
    assert first.nik_index is None
    with pytest.raises(errors.PersonExists) as refused:
        persons.begin(identity=SITI, **desk)
    assert refused.value.params == {"persons": [first.id], "is_certain": False}
    second = persons.begin(identity=SITI, is_namesake=True, **desk)
    matches = persons.find(name=SITI.name, born_on=BORN_ON, **desk)
    assert [match.person for match in matches] == [first, second]


def test_refuses_an_impossible_nik_and_asks_about_another_day_of_birth(
    desk: Desk,
) -> None:
    for nik in ("123", "9999019907900001"):
        with pytest.raises(errors.NotANik):
            persons.begin(identity=SITI._replace(nik=nik), **desk)
    other = SITI._replace(born_on=dt.date(1991, 7, 1))
    with pytest.raises(errors.NikOfAnotherDay):
        persons.begin(identity=other, **desk)
    assert persons.begin(identity=other, is_day_confirmed=True, **desk)


def test_a_person_who_was_never_identified_has_no_profile(
    desk: Desk, at: dt.datetime
) -> None:
    account = account_of(PHONE, at)
    person = models.Person.objects.get(account=account)
    assert persons.open_profile(person=person, by=desk["by"], at=at) is None


def test_a_stored_row_shows_neither_name_nor_nik(desk: Desk) -> None:
    person = persons.begin(identity=SITI, **desk)
    row = models.Person.objects.values().get(id=person.id)
    assert NIK not in str(row)
    assert "Siti" not in str(row)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Nur'aini", "SITI  NURAINI"),
        ("Drs. H. Muhammad José", "muhammad jose"),
        ("Siti-Aminah", "Siti Aminah"),
        ("H", "h."),
    ],
)
def test_spellings_of_one_name_have_one_index(one: str, other: str) -> None:
    names = [normalization.person_name(name) for name in (one, other)]
    assert names[0] == names[1]
    assert names[0] != normalization.person_name(f"{one} x")
