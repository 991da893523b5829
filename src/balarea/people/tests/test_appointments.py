"""What is stored and logged of agencies, officers and their rights."""

import datetime as dt

import pytest
from tests.log_facts import LogFacts

from balarea.foundation.operation import SYSTEM
from balarea.people import models, operations, rules
from balarea.people.events import SignInChanged
from balarea.people.operations import (
    officer_contacts,
    officers,
)
from balarea.people.tests.conftest import (
    MAIL,
    PASSWORD,
    PHONE,
    contact_of,
)
from balarea.vault import models as vault_models

pytestmark = pytest.mark.django_db


def test_an_agency_is_stored_once_and_again_only_when_it_changed(
    at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    def open_agency(name: str) -> models.Agency:
        details = {"name": name, "short_name": "Dinas"}
        return operations.open_agency(code="DPM", details=details, by=SYSTEM, at=at)

    agency = open_agency("Dinas")
    assert models.Agency.objects.get(code="DPM").name == "Dinas"
    assert open_agency("Dinas") == agency
    assert len(log_facts) == 1
    assert open_agency("Dinas lain") == agency
    assert models.Agency.objects.get(code="DPM").name == "Dinas lain"
    assert len(log_facts) == 2


def test_an_agency_without_details_is_stored_too(at: dt.datetime) -> None:
    operations.open_agency(code="DPM", details={"desk": ""}, by=SYSTEM, at=at)
    assert models.Agency.objects.filter(code="DPM").count() == 1


def test_an_officer_is_appointed_with_all_that_citizens_read(
    officer: models.Officer, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    assert officer.position_translations == {}
    assert officer.address is None
    head = operations.appoint(
        login="dkc.kepala",
        password=PASSWORD,
        name="Budi Contoh",
        position="Kepala",
        position_translations={"en": "Head"},
        role=rules.Role.HEAD,
        agency=officer.agency,
        address=MAIL,
        by=SYSTEM,
        at=at,
    )
    row = models.Officer.objects.get(id=head.id)
    assert row.position_translations == {"en": "Head"}
    assert row.address is not None
    assert row.address.name == "address"
    assert log_facts == [
        ("SIGN_IN_CHANGED", {"what": "OPENED"}),
        ("OFFICER_APPOINTED", {"role": "HEAD"}),
    ]
    assert operations.address_to_prove(officer=head, by=SYSTEM, at=at) == MAIL
    assert operations.address_to_prove(officer=officer, by=SYSTEM, at=at) is None


def test_a_proved_contact_takes_the_place_of_the_unproved_address(
    officer: models.Officer,
    at: dt.datetime,
    announced: list[object],
    log_facts: list[LogFacts],
) -> None:
    operations.set_unproved_address(officer=officer, address=MAIL, by=SYSTEM, at=at)
    row = models.Officer.objects.get(id=officer.id)
    assert row.address_id is not None
    contact = contact_of(PHONE, at)
    operations.set_contact(officer=officer, contact=contact, by=SYSTEM, at=at)
    after = models.Officer.objects.get(id=officer.id)
    assert (after.contact_id, after.address_id) == (contact.id, None)
    assert not vault_models.Sealed.objects.filter(id=row.address_id).exists()
    assert [type for type, _ in log_facts].count("OFFICER_CHANGED") == 2
    assert operations.address_to_prove(officer=after, by=SYSTEM, at=at) == PHONE
    assert announced == [], "no proved contact was replaced"
    access = vault_models.Access.objects.get(case=contact.id)
    assert (access.purpose, access.names) == ("NOTIFY", ["contact"])


def test_the_contact_before_is_notified_when_another_takes_its_place(
    officer: models.Officer, at: dt.datetime, announced: list[object]
) -> None:
    first, second = contact_of(PHONE, at), contact_of(MAIL, at)
    change = SignInChanged(account=officer.account.id, what="CONTACT", at=at)
    operations.set_contact(officer=officer, contact=first, by=SYSTEM, at=at)
    assert announced == []
    operations.set_contact(officer=officer, contact=first, by=SYSTEM, at=at)
    assert announced == [], "it is the same"
    operations.set_contact(officer=officer, contact=second, by=SYSTEM, at=at)
    assert announced == [change]
    operations.set_unproved_address(officer=officer, address=PHONE, by=SYSTEM, at=at)
    assert announced == [change, change]


def test_a_right_is_stored_and_logged_with_its_officer_and_actions(
    officer: models.Officer, at: dt.datetime, log_facts: list[LogFacts]
) -> None:
    right = operations.grant(
        officer=officer,
        agency=officer.agency,
        actions=[rules.Action.VERIFY, rules.Action.DECIDE],
        services=["DKC-012", "DKC-006"],
        by=SYSTEM,
        at=at,
    )
    row = models.Grant.objects.get(id=right.id)
    assert row.actions == ["DECIDE", "VERIFY"]
    assert row.services == ["DKC-006", "DKC-012"]
    facts = {"officer": str(officer.id), "actions": "DECIDE,VERIFY"}
    assert log_facts == [("GRANTED_RIGHT", facts)]
    operations.revoke(right=right, by=SYSTEM, at=at)
    assert log_facts[1:] == [("REVOKED_RIGHT", {"officer": str(officer.id)})]


def test_the_address_of_an_officer_is_opened_to_send_a_code(
    officer: models.Officer, at: dt.datetime
) -> None:
    operations.set_unproved_address(officer=officer, address=MAIL, by=SYSTEM, at=at)
    operations.address_to_prove(officer=officer, by=SYSTEM, at=at)
    access = vault_models.Access.objects.get(case=officer.id)
    assert (access.purpose, access.names) == ("NOTIFY", [officer_contacts.NAME])


@pytest.mark.parametrize(
    "details",
    [
        {"name": "Citra"},
        {"position": "Kepala"},
        {"position_translations": {"en": "Head"}},
    ],
)
def test_what_citizens_read_of_an_officer_is_changed(
    officer: models.Officer,
    at: dt.datetime,
    details: dict[str, object],
    log_facts: list[LogFacts],
) -> None:
    officers.change(officer=officer, details=details, by=SYSTEM, at=at)
    assert log_facts == [("OFFICER_CHANGED", {})]
    row = models.Officer.objects.get(id=officer.id)
    assert {key: getattr(row, key) for key in details} == details


def test_refuses_to_change_an_officer_s_role_like_a_name(
    officer: models.Officer, at: dt.datetime
) -> None:
    with pytest.raises(TypeError, match="role"):
        officers.change(officer=officer, details={"role": "HEAD"}, by=SYSTEM, at=at)


def test_a_dismissed_officer_has_no_right_and_no_account_left(
    officer: models.Officer, at: dt.datetime, announced: list[object]
) -> None:
    rounds = officer.account.session_round
    officers.dismiss(officer=officer, by=SYSTEM, at=at)
    row = models.Officer.objects.select_related("account").get(id=officer.id)
    assert row.account.session_round == rounds + 1, "every session is over"
    assert row.dismissed_at == at
    closed = SignInChanged(account=officer.account.id, what="CLOSED", at=at)
    assert announced == [closed]
    assert not row.account.is_active
    assert [one.revoked_at for one in models.Grant.objects.all()] == [at]
