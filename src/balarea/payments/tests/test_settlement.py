import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import SYSTEM
from balarea.payments import errors, events, models, operations, queries
from balarea.payments.rules import Remedy, State
from balarea.payments.tests.conftest import Bill, Tell, log_types
from balarea.people import auth
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people.operations import offices
from balarea.people.rules import Action, Role
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db
LIST = "/petugas/pembayaran/"


@pytest.fixture
def appoint(at: dt.datetime) -> Callable[..., people.Officer]:
    """An officer of DPM, with these actions on its services."""

    def make(*actions: Action, agency: str = "DPM") -> people.Officer:
        details = dict.fromkeys(("name", "short_name", "kind", "hours", "desk"), agency)
        office = offices.open_agency(code=agency, details=details, by=SYSTEM, at=at)
        officer = offices.appoint(
            login=f"officer-{agency}-{len(actions)}",
            password="a long enough one",
            name="Dedi",
            position="Kepala Bidang",
            role=Role.HEAD,
            agency=office,
            by=SYSTEM,
            at=at,
        )
        offices.grant(officer=officer, agency=office, actions=actions, by=SYSTEM, at=at)
        return officer

    return make


def scope_of(officer: people.Officer) -> people_queries.Scope:
    scope = people_queries.scope_of(officer.account)
    assert scope is not None
    return scope


def late(bill: models.Bill, tell: Tell) -> models.Surplus:
    later = bill.expires_at + dt.timedelta(hours=1)
    tell(bill, when=later, paid_at=later)
    return queries.unsettled(["DPM"])[-1]


def settle(
    surplus: models.Surplus,
    officer: people.Officer,
    remedy: Remedy,
    evidence: str = "TRF 2026/88",
) -> None:
    operations.settle(
        surplus=surplus,
        remedy=remedy,
        evidence=evidence,
        scope=scope_of(officer),
        by=people_queries.officer_actor(officer),
        at=surplus.found_at,
    )


def test_late_money_can_settle_its_bill_after_all(
    bill: models.Bill, tell: Tell, appoint: Any, heard: list[object]
) -> None:
    settle(late(bill, tell), appoint(Action.DECIDE), Remedy.ACCEPTED)
    bill.refresh_from_db()
    assert bill.state == State.PAID
    assert isinstance(heard[-1], events.BillPaid)
    assert log_types(bill.case)[-3:] == ["SURPLUS_SETTLED", "BILL_EXPIRED", "PAID"]
    assert queries.unsettled(["DPM"]) == []


def test_money_given_back_is_noted_with_its_transfer(
    bill: models.Bill, tell: Tell, appoint: Any
) -> None:
    surplus = late(bill, tell)
    officer = appoint(Action.DECIDE)
    settle(surplus, officer, Remedy.REFUNDED)
    surplus.refresh_from_db()
    assert surplus.remedy == "REFUNDED"
    assert proof_of(surplus) == "TRF 2026/88"
    assert list(queries.proofs(bill.case)) == [str(surplus.id)]
    with pytest.raises(errors.NothingToSettle):
        settle(surplus, officer, Remedy.REFUNDED)


def proof_of(surplus: models.Surplus) -> str:
    """What the officer wrote, opened."""
    row = models.Surplus.objects.select_related("proof__key").get(id=surplus.id)
    assert row.proof is not None
    now = clock.now()
    case = row.proof.key_id
    return vault.open(
        sealed=row.proof, case=case, name="proof", by=SYSTEM, purpose="AUDIT", at=now
    ).decode()


def dump() -> bytes:
    """Every row of every table, as raw bytes."""
    rows: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                rows += [
                    bytes(v) if isinstance(v, memoryview) else str(v).encode()
                    for v in row
                ]
    return b"\n".join(rows)


def test_a_dump_tells_nothing_of_what_an_officer_wrote_of_money(
    bill: models.Bill, tell: Tell, appoint: Any
) -> None:
    surplus, words = late(bill, tell), "ke Kenari Rahasia, BJB 0081277712"
    settle(surplus, appoint(Action.DECIDE), Remedy.REFUNDED, words)
    found = dump()
    assert b"REFUNDED" in found  # the dump does see what is in clear
    for canary in (b"Kenari", b"0081277712"):
        assert canary not in found
    assert proof_of(surplus) == words


def test_the_log_commits_to_a_settlement_under_the_key_of_its_case(
    bill: models.Bill,
    tell: Tell,
    appoint: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    surplus = late(bill, tell)
    officer, said = appoint(Action.DECIDE), list[dict[str, Any]]()
    write = transparency.record

    def record(**given: Any) -> Any:
        said.append(given)
        return write(**given)

    monkeypatch.setattr(transparency, "record", record)
    settle(surplus, officer, Remedy.REFUNDED)
    [told] = [one for one in said if one["type"] == "SURPLUS_SETTLED"]
    assert told["secret"] == vault.log_secret(
        case=bill.case, by=SYSTEM, at=surplus.found_at
    )
    assert set(told["facts"]) == {"remedy", "amount"}  # no words of anybody


def test_money_for_an_erased_case_is_settled_under_a_key_of_its_own(
    bill: models.Bill, tell: Tell, appoint: Any
) -> None:
    surplus = late(bill, tell)
    vault.erase(case=bill.case, by=SYSTEM, at=surplus.found_at)
    settle(surplus, appoint(Action.DECIDE), Remedy.REFUNDED)
    assert proof_of(surplus) == "TRF 2026/88"
    assert queries.proofs(bill.case) == {}


def test_money_for_an_unknown_bill_is_settled_under_a_key_of_its_own(
    bill: models.Bill, tell: Tell, appoint: Any
) -> None:
    tell(bill, number="77777777C")
    [surplus] = queries.unsettled(["DPM"])
    assert surplus.bill is None
    settle(surplus, appoint(Action.DECIDE), Remedy.REFUNDED)
    assert proof_of(surplus) == "TRF 2026/88"


def test_refuses_to_accept_money_for_a_fee_that_is_paid_or_differs(
    make_bill: Bill, tell: Tell, appoint: Any
) -> None:
    officer = appoint(Action.DECIDE)
    paid, other = make_bill(), make_bill()
    tell(paid)
    tell(paid, payment="second")
    tell(other, amount=1)
    tell(other, number="77777777C", payment="third")
    surpluses = queries.unsettled(["DPM"])
    assert len(surpluses) == 3
    for surplus in surpluses:
        with pytest.raises(errors.CannotAccept):
            settle(surplus, officer, Remedy.ACCEPTED)


@pytest.mark.parametrize(
    ("actions", "agency"), [([Action.READ], "DPM"), ([Action.DECIDE], "BPN")]
)
def test_only_who_decides_on_the_service_settles(
    bill: models.Bill, tell: Tell, appoint: Any, actions: list[Action], agency: str
) -> None:
    with pytest.raises(NotPermitted):
        settle(late(bill, tell), appoint(*actions, agency=agency), Remedy.REFUNDED)


@pytest.fixture
def sit(monkeypatch: pytest.MonkeyPatch) -> Callable[[people.Officer], Client]:
    """The officer at their desk, signed in already."""

    def at_desk(officer: people.Officer) -> Client:
        actor = people_queries.officer_actor(officer)
        desk = auth.OfficerSession(scope=scope_of(officer), actor=actor)
        monkeypatch.setattr(auth, "officer_session_of", lambda request: desk)
        return Client()

    return at_desk


def test_an_officer_settles_on_the_page(
    bill: models.Bill, tell: Tell, appoint: Any, sit: Any
) -> None:
    surplus = late(bill, tell)
    client = sit(appoint(Action.DECIDE))
    assert f"{LIST}{surplus.id}/" in client.get(LIST).content.decode()
    page = f"{LIST}{surplus.id}/"
    wrong = client.post(page, {"remedy": "KEPT"}).content.decode()
    assert 'href="#f-evidence"' in wrong
    answer = client.post(page, {"remedy": "REFUNDED", "evidence": "TRF 1"}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert str(surplus.id) not in answer.content.decode()


def test_another_agencys_money_is_not_shown(
    bill: models.Bill, tell: Tell, appoint: Any, sit: Any
) -> None:
    surplus = late(bill, tell)
    client = sit(appoint(Action.DECIDE, agency="BPN"))
    assert str(surplus.id) not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{surplus.id}/").status_code == 403


def test_the_list_is_for_officers() -> None:
    assert Client().get(LIST).status_code == 302


def test_what_is_left_unsent_is_there_again(
    bill: models.Bill, tell: Tell, appoint: Any
) -> None:
    page, client = f"{LIST}{late(bill, tell).id}/", Client()
    client.force_login(appoint(Action.DECIDE).account)
    session = client.session
    session[auth.SINCE] = session[auth.SEEN] = clock.now().timestamp()
    session.save()
    typed = {"action": "leave", "remedy": "REFUNDED", "evidence": "TRF 20261129"}
    assert client.post(page, typed).status_code == 204
    assert queries.unsettled(["DPM"])[0].settled_at is None
    shown = client.get(page).content.decode()
    assert 'value="TRF 20261129"' in shown
    assert 'data-guard="again"' in shown
    # And a press after the session is over
    session = client.session
    session[auth.SEEN] -= (auth.OFFICER_IDLE + dt.timedelta(minutes=1)).seconds
    session.save()
    del typed["action"]
    assert client.post(page, typed).headers["Location"].startswith("/petugas/masuk/")
    session = client.session
    session[auth.SEEN] = clock.now().timestamp()
    session.save()
    assert 'value="TRF 20261129"' in client.get(page).content.decode()


def test_officers_see_how_many_unsigned_callbacks_came(appoint: Any, sit: Any) -> None:
    client = sit(appoint(Action.DECIDE))
    told = "tanpa tanda tangan"
    assert told not in client.get(LIST).content.decode()
    for _ in range(2):
        Client().post("/api/v1/payments/callback/demo", b"{}", "application/json")
    page = client.get(LIST).content.decode()
    assert told in page
    assert "2 datang dalam 7 hari" in page
