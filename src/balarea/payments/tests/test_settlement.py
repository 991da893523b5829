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
from balarea.payments.tests.conftest import Bill, CallBack, log_types
from balarea.people import auth
from balarea.people import models as people
from balarea.people import queries as people_queries
from balarea.people.operations import officers
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
        row = officers.open_agency(code=agency, details=details, by=SYSTEM, at=at)
        officer = officers.appoint(
            login=f"officer-{agency}-{len(actions)}",
            password="a long enough one",
            name="Dedi",
            position="Kepala Bidang",
            role=Role.HEAD,
            agency=row,
            by=SYSTEM,
            at=at,
        )
        officers.grant(officer=officer, agency=row, actions=actions, by=SYSTEM, at=at)
        return officer

    return make


def scope_of(officer: people.Officer) -> people_queries.Scope:
    scope = people_queries.scope_of(officer.account)
    assert scope is not None
    return scope


def late(bill: models.Bill, call_back: CallBack) -> models.Overpayment:
    later = bill.expires_at + dt.timedelta(hours=1)
    call_back(bill, when=later, paid_at=later)
    return queries.unsettled(["DPM"])[-1]


def settle(
    overpayment: models.Overpayment,
    officer: people.Officer,
    remedy: Remedy,
    evidence: str = "TRF 2026/88",
) -> None:
    operations.settle(
        overpayment=overpayment,
        remedy=remedy,
        evidence=evidence,
        scope=scope_of(officer),
        by=people_queries.officer_actor(officer),
        at=overpayment.found_at,
    )


def test_late_money_can_settle_its_bill_after_all(
    bill: models.Bill, call_back: CallBack, appoint: Any, announced: list[object]
) -> None:
    settle(late(bill, call_back), appoint(Action.DECIDE), Remedy.ACCEPTED)
    bill.refresh_from_db()
    assert bill.state == State.PAID
    assert isinstance(announced[-1], events.BillPaid)
    assert log_types(bill.case)[-3:] == ["SURPLUS_SETTLED", "BILL_EXPIRED", "PAID"]
    assert queries.unsettled(["DPM"]) == []


def test_money_given_back_is_noted_with_its_transfer(
    bill: models.Bill, call_back: CallBack, appoint: Any
) -> None:
    overpayment = late(bill, call_back)
    officer = appoint(Action.DECIDE)
    settle(overpayment, officer, Remedy.REFUNDED)
    overpayment.refresh_from_db()
    assert overpayment.remedy == "REFUNDED"
    assert proof_of(overpayment) == "TRF 2026/88"
    assert list(queries.proofs(bill.case)) == [str(overpayment.id)]
    with pytest.raises(errors.NothingToSettle):
        settle(overpayment, officer, Remedy.REFUNDED)


def proof_of(overpayment: models.Overpayment) -> str:
    """What the officer wrote, opened."""
    row = models.Overpayment.objects.select_related("proof__key").get(id=overpayment.id)
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
    bill: models.Bill, call_back: CallBack, appoint: Any
) -> None:
    overpayment, words = late(bill, call_back), "ke Kenari Rahasia, BJB 0081277712"
    settle(overpayment, appoint(Action.DECIDE), Remedy.REFUNDED, words)
    rows = dump()
    assert b"REFUNDED" in rows  # the dump does see what is in clear
    for canary in (b"Kenari", b"0081277712"):
        assert canary not in rows
    assert proof_of(overpayment) == words


def test_the_log_commits_to_a_settlement_under_the_key_of_its_case(
    bill: models.Bill,
    call_back: CallBack,
    appoint: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    overpayment = late(bill, call_back)
    officer, said = appoint(Action.DECIDE), list[dict[str, Any]]()
    write = transparency.record

    def record(**given: Any) -> Any:
        said.append(given)
        return write(**given)

    monkeypatch.setattr(transparency, "record", record)
    settle(overpayment, officer, Remedy.REFUNDED)
    [entry] = [one for one in said if one["type"] == "SURPLUS_SETTLED"]
    assert entry["secret"] == vault.log_secret(
        case=bill.case, by=SYSTEM, at=overpayment.found_at
    )
    assert set(entry["facts"]) == {"remedy", "amount"}  # no words of anybody


def test_money_for_an_erased_case_is_settled_under_a_key_of_its_own(
    bill: models.Bill, call_back: CallBack, appoint: Any
) -> None:
    overpayment = late(bill, call_back)
    vault.erase(case=bill.case, by=SYSTEM, at=overpayment.found_at)
    settle(overpayment, appoint(Action.DECIDE), Remedy.REFUNDED)
    assert proof_of(overpayment) == "TRF 2026/88"
    assert queries.proofs(bill.case) == {}


def test_money_for_an_unknown_bill_is_settled_under_a_key_of_its_own(
    bill: models.Bill, call_back: CallBack, appoint: Any
) -> None:
    call_back(bill, number="77777777C")
    [overpayment] = queries.unsettled(["DPM"])
    assert overpayment.bill is None
    settle(overpayment, appoint(Action.DECIDE), Remedy.REFUNDED)
    assert proof_of(overpayment) == "TRF 2026/88"


def test_refuses_to_accept_money_for_a_fee_that_is_paid_or_differs(
    make_bill: Bill, call_back: CallBack, appoint: Any
) -> None:
    officer = appoint(Action.DECIDE)
    paid, other = make_bill(), make_bill()
    call_back(paid)
    call_back(paid, payment="second")
    call_back(other, amount=1)
    call_back(other, number="77777777C", payment="third")
    overpayments = queries.unsettled(["DPM"])
    assert len(overpayments) == 3
    for overpayment in overpayments:
        with pytest.raises(errors.CannotAccept):
            settle(overpayment, officer, Remedy.ACCEPTED)


@pytest.mark.parametrize(
    ("actions", "agency"), [([Action.READ], "DPM"), ([Action.DECIDE], "BPN")]
)
def test_only_who_decides_on_the_service_settles(
    bill: models.Bill,
    call_back: CallBack,
    appoint: Any,
    actions: list[Action],
    agency: str,
) -> None:
    with pytest.raises(NotPermitted):
        settle(late(bill, call_back), appoint(*actions, agency=agency), Remedy.REFUNDED)


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
    bill: models.Bill, call_back: CallBack, appoint: Any, sit: Any
) -> None:
    overpayment = late(bill, call_back)
    client = sit(appoint(Action.DECIDE))
    assert f"{LIST}{overpayment.id}/" in client.get(LIST).content.decode()
    page = f"{LIST}{overpayment.id}/"
    wrong = client.post(page, {"remedy": "KEPT"}).content.decode()
    assert 'href="#f-evidence"' in wrong
    answer = client.post(page, {"remedy": "REFUNDED", "evidence": "TRF 1"}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert str(overpayment.id) not in answer.content.decode()


def test_another_agencys_money_is_not_shown(
    bill: models.Bill, call_back: CallBack, appoint: Any, sit: Any
) -> None:
    overpayment = late(bill, call_back)
    client = sit(appoint(Action.DECIDE, agency="BPN"))
    assert str(overpayment.id) not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{overpayment.id}/").status_code == 403


def test_the_list_is_for_officers() -> None:
    assert Client().get(LIST).status_code == 302


def test_what_is_left_unsent_is_there_again(
    bill: models.Bill, call_back: CallBack, appoint: Any
) -> None:
    page, client = f"{LIST}{late(bill, call_back).id}/", Client()
    client.force_login(appoint(Action.DECIDE).account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = clock.now().timestamp()
    session.save()
    typed = {"action": "leave", "remedy": "REFUNDED", "evidence": "TRF 20261129"}
    assert client.post(page, typed).status_code == 204
    assert queries.unsettled(["DPM"])[0].settled_at is None
    shown = client.get(page).content.decode()
    assert 'value="TRF 20261129"' in shown
    assert 'data-guard="again"' in shown
    # And a press after the session is over
    session = client.session
    session[auth.LAST_REQUEST] -= (auth.OFFICER_IDLE + dt.timedelta(minutes=1)).seconds
    session.save()
    del typed["action"]
    assert client.post(page, typed).headers["Location"].startswith("/petugas/masuk/")
    session = client.session
    session[auth.LAST_REQUEST] = clock.now().timestamp()
    session.save()
    assert 'value="TRF 20261129"' in client.get(page).content.decode()


def test_officers_see_how_many_unsigned_callbacks_came(appoint: Any, sit: Any) -> None:
    client = sit(appoint(Action.DECIDE))
    note = "tanpa tanda tangan"
    assert note not in client.get(LIST).content.decode()
    for _ in range(2):
        Client().post("/api/v1/payments/callback/demo", b"{}", "application/json")
    page = client.get(LIST).content.decode()
    assert note in page
    assert "2 datang dalam 7 hari" in page
