"""What officers wrote in clear of overpayments is sealed since payments.0006."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.payments import models, queries
from balarea.payments.tests.conftest import Bill, CallBack, log_types
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

# Tables change within the test's own transaction, and are back at its end.
pytestmark = pytest.mark.django_db
CLEAR, SEALED = "0005_proof", "0006_proof_sealed"


def migrate(name: str) -> Any:
    """Bring the app to this migration; its models as they were then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    executor, place = MigrationExecutor(connection), ("payments", name)
    executor.migrate([place])
    return executor.loader.project_state([place]).apps


def newest() -> str:
    """The app's last migration: what the models of today ask of its tables."""
    graph = MigrationExecutor(connection).loader.graph
    [(_, name)] = graph.leaf_nodes("payments")
    return str(name)


def late_payment(bill: models.Bill, call_back: CallBack) -> models.Overpayment:
    """Money that came too late for its bill."""
    later = bill.expires_at + dt.timedelta(hours=1)
    call_back(bill, when=later, paid_at=later)
    return models.Overpayment.objects.get(bill=bill)


@operation
def settle_in_clear(
    *, then: Any, overpayment: UUID, evidence: str, by: Actor, at: dt.datetime
) -> None:
    """As it was done before."""
    row = then.get_model("payments", "Surplus").objects.get(id=overpayment)
    row.evidence, row.remedy, row.settled_at = evidence, "REFUNDED", at
    row.save()
    transparency.record(type="SURPLUS_SETTLED", subject=row.subject, by=by, at=at)


def words_of(overpayment: UUID) -> tuple[UUID, str]:
    """Under whose key they lie, and what they are."""
    row = models.Overpayment.objects.select_related("proof__key").get(id=overpayment)
    assert row.proof is not None
    now = clock.now()
    case = row.proof.key_id
    content = vault.open(
        sealed=row.proof, case=case, name="proof", by=SYSTEM, purpose="AUDIT", at=now
    )
    return case, content.decode()


def test_what_was_written_in_clear_is_sealed_and_logged(
    make_bill: Bill, call_back: CallBack, at: dt.datetime
) -> None:
    live, erased, open_still = (late_payment(make_bill(), call_back) for _ in range(3))
    for overpayment in (live, erased):
        vault.log_secret(case=overpayment.subject, by=SYSTEM, at=at)
    vault.erase(case=erased.subject, by=SYSTEM, at=at)
    then = migrate(CLEAR)
    for overpayment, words in (
        (live, "TRF 88, Bu Siti"),
        (erased, "TRF 89, Pak Asep"),
    ):
        settle_in_clear(
            then=then, overpayment=overpayment.id, evidence=words, by=SYSTEM, at=at
        )
    before = [len(log_types(one.subject)) for one in (live, erased, open_still)]

    migrate(SEALED)
    migrate(newest())

    assert words_of(live.id) == (live.subject, "TRF 88, Bu Siti")
    # The key of its case is gone, so it is sealed under its own key.
    assert words_of(erased.id) == (erased.id, "TRF 89, Pak Asep")
    assert [row.id for row in queries.unsettled(["DPM"])] == [open_still.id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s) FROM payments_surplus AS s")
        rows = str(cursor.fetchall())
    assert str(live.id) in rows
    assert "evidence" not in rows
    assert "TRF" not in rows
    sealed, apart, none = (log_types(one.subject) for one in (live, erased, open_still))
    assert sealed[before[0]] == apart[before[1]] == "SURPLUS_SETTLED"
    assert len(none) == before[2]


def test_goes_back_while_nothing_is_sealed_and_never_after(
    make_bill: Bill, call_back: CallBack, at: dt.datetime
) -> None:
    overpayment = late_payment(make_bill(), call_back)
    then = migrate(CLEAR)
    settle_in_clear(
        then=then, overpayment=overpayment.id, evidence="TRF 2026/88", by=SYSTEM, at=at
    )
    migrate(SEALED)
    with pytest.raises(CommandError, match=r"are under seal \(1\)"):
        migrate(CLEAR)
