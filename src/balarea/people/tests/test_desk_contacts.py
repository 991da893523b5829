"""A contact is proved at a desk, and an account is joined with who stands there."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from tests.log_facts import LogFacts

from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.people import errors, models, operations, queries, testing
from balarea.people.addresses import Address
from balarea.people.operations import desk_contacts, persons
from balarea.people.operations.desk_contacts import Outcome
from balarea.people.queries import mandates as mandate_queries
from balarea.people.rules import Action, Identity, desk_code_details
from balarea.people.tests.conftest import MAIL, PHONE, account_of, open_code
from balarea.transparency.models import Entry
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


def sent(
    person: models.Person, address: Address, at: dt.datetime
) -> models.ContactCode:
    return operations.request_code(
        address=address,
        purpose=desk_contacts.PURPOSE,
        network="192.0.2.1",
        language="id",
        by=SYSTEM,
        at=at,
        details=desk_code_details(person.id),
    )


def digits_of(code: models.ContactCode, at: dt.datetime) -> str:
    digits: str = msgspec.json.decode(open_code(code, at))["code"]
    return digits


def add(person: models.Person, address: Address, **desk: Any) -> Outcome | None:
    code = sent(person, address, desk["at"])
    _, outcome = desk_contacts.add_by_code(
        code=code.id,
        typed=digits_of(code, desk["at"]),
        person=person.id,
        network="192.0.2.1",
        **desk,
    )
    return outcome


def test_a_phone_is_added_by_its_code_and_taken_off_again(desk: Desk) -> None:
    person = persons.begin(identity=SITI, **desk)
    assert add(person, PHONE, **desk) == Outcome.ADDED
    contact = models.Contact.objects.get(person=person)
    assert queries.owners_of(person.id) == {person.id, contact.id}
    later = desk | {"at": desk["at"] + dt.timedelta(minutes=2)}
    assert add(person, PHONE, **later) == Outcome.PRESENT
    desk_contacts.remove_contact(person=person.id, contact=contact.id, **desk)
    assert queries.owners_of(person.id) == {person.id}
    with pytest.raises(NotFound):
        desk_contacts.remove_contact(person=person.id, contact=contact.id, **desk)
    trail = Entry.objects.filter(subject=person.id).values_list("type", flat=True)
    assert {"DESK_CONTACT_ADDED", "DESK_CONTACT_REMOVED"} <= set(trail)


def test_an_account_is_joined_and_separated_with_both_trails(
    desk: Desk, announced: list[object]
) -> None:
    person, account = (
        persons.begin(identity=SITI, **desk),
        account_of(PHONE, desk["at"]),
    )
    contact = models.Contact.objects.get(person=account.person_id)
    assert account.person_id is not None
    later = desk | {"at": desk["at"] + dt.timedelta(minutes=2)}
    announced.clear()
    assert add(person, PHONE, **later) == Outcome.LINKED
    both = {person.id, account.person_id, contact.id}
    assert queries.owners_of(person.id) == queries.owners_of(account.person_id) == both
    assert [getattr(one, "what", "") for one in announced][-1] == "LINKED"
    # The desk finds the identified person by the account's phone.
    [match] = persons.find(address=PHONE.value, **later)
    assert (match.id, set(match.owners)) == (person.id, both)
    owner = queries.case_owner(account.person_id)
    assert owner is not None
    assert (owner.person, owner.contact) == (person, contact)
    # Once separated, each has only their own again; a second time does nothing.
    desk_contacts.unlink_own(
        account_person=account.person_id, by=SYSTEM, at=later["at"]
    )
    desk_contacts.unlink_at_desk(person=person.id, **later)
    assert queries.owners_of(person.id) == {person.id}
    for one in (person.id, account.person_id):
        types = list(Entry.objects.filter(subject=one).values_list("type", flat=True))
        assert types.count("PERSON_LINKED") == types.count("PERSON_UNLINKED") == 1
    assert mandate_queries.ids_in_force(account.person_id, BORN_ON) == frozenset()


def test_refuses_to_join_what_is_not_certainly_one_human(desk: Desk) -> None:
    person = persons.begin(identity=SITI, **desk)
    other = persons.begin(identity=Identity("Dewi", BORN_ON), **desk)
    account_of(PHONE, desk["at"])
    later = desk | {"at": desk["at"] + dt.timedelta(minutes=2)}
    add(other, MAIL, **desk)  # of Dewi, whose card was seen
    with pytest.raises(errors.ContactOfAnother):
        add(person, MAIL, **later)
    add(person, PHONE, **later)
    account_of(Address("PHONE", "+6281200000777"), desk["at"])
    with pytest.raises(errors.LinkedAlready):
        add(person, Address("PHONE", "+6281200000777"), **later)
    nobody = models.Person.objects.get(account__person__contacts__index=_index())
    with pytest.raises(errors.NotIdentified):
        add(nobody, MAIL, **later | {"at": later["at"] + dt.timedelta(1)})


def _index() -> bytes:
    return vault.blind_index("contact", "+6281200000777")


def test_a_code_that_was_sent_for_another_opens_nothing(
    desk: Desk, at: dt.datetime
) -> None:
    person = persons.begin(identity=SITI, **desk)
    other = persons.begin(identity=Identity("Dewi", BORN_ON), **desk)
    code = sent(other, PHONE, at)
    tried: dict[str, Any] = {
        "code": code.id,
        "person": person.id,
        "network": "192.0.2.1",
    }
    with pytest.raises(NotFound):
        desk_contacts.add_by_code(typed=digits_of(code, desk["at"]), **tried, **desk)
    wrong, outcome = desk_contacts.add_by_code(typed="000000", **tried, **desk)
    assert (wrong.problem, outcome) == ("WRONG", None)
    reader = testing.appoint("DKC", [Action.READ], at)
    with pytest.raises(NotPermitted):
        desk_contacts.add_by_code(
            typed=digits_of(code, desk["at"]),
            **tried,
            **desk | {"scope": testing.scope_of(reader)},
        )
    assert not models.Contact.objects.exists()


def test_a_nik_is_added_later_and_found_by(
    desk: Desk, log_facts: list[LogFacts]
) -> None:
    person = persons.begin(identity=SITI._replace(nik=""), **desk)
    assert persons.correct(person=person, identity=SITI, **desk) == {"nik"}
    assert persons.correct(person=person, identity=SITI, **desk) == frozenset()
    [match] = persons.find(nik=NIK, **desk)
    assert match.person == person
    row = queries.person(person.id)
    assert persons.open_profile(person=row, by=desk["by"], at=desk["at"]) == SITI
    assert [f for type, f in log_facts if type == "PERSON_CORRECTED"] == [
        {"changed": "nik"}
    ]
    other = persons.begin(identity=Identity("Dewi", BORN_ON), **desk)
    with pytest.raises(errors.PersonExists):
        persons.correct(person=other, identity=SITI._replace(name="Dewi"), **desk)
    with pytest.raises(errors.NikMissing):
        persons.correct(person=row, identity=SITI._replace(nik=""), **desk)
