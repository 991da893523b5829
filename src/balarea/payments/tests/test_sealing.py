"""What officers wrote in clear of surplus money lies under seal since payments.0006."""

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
from balarea.payments.tests.conftest import Bill, Tell, log_types
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault

# Tables change within the test's own transaction, and are back at its end.
pytestmark = pytest.mark.django_db
CLEAR, SEALED = "0005_proof", "0006_proof_sealed"


def migrate(name: str) -> Any:
    """Bring the room to this migration; its models as they were then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    executor, place = MigrationExecutor(connection), ("payments", name)
    executor.migrate([place])
    return executor.loader.project_state([place]).apps


def newest() -> str:
    """The room's last migration: what the models of today ask of its tables."""
    graph = MigrationExecutor(connection).loader.graph
    [(_, name)] = graph.leaf_nodes("payments")
    return str(name)


def found(bill: models.Bill, tell: Tell) -> models.Surplus:
    """Money that came too late for its bill."""
    later = bill.expires_at + dt.timedelta(hours=1)
    tell(bill, when=later, paid_at=later)
    return models.Surplus.objects.get(bill=bill)


@operation
def settle_in_clear(
    *, then: Any, surplus: UUID, evidence: str, by: Actor, at: dt.datetime
) -> None:
    """As it was done before."""
    row = then.get_model("payments", "Surplus").objects.get(id=surplus)
    row.evidence, row.remedy, row.settled_at = evidence, "REFUNDED", at
    row.save()
    transparency.record(type="SURPLUS_SETTLED", subject=row.subject, by=by, at=at)


def words_of(surplus: UUID) -> tuple[UUID, str]:
    """Under whose key they lie, and what they are."""
    row = models.Surplus.objects.select_related("proof__key").get(id=surplus)
    assert row.proof is not None
    now = clock.now()
    case = row.proof.key_id
    content = vault.open(
        sealed=row.proof, case=case, name="proof", by=SYSTEM, purpose="AUDIT", at=now
    )
    return case, content.decode()


def test_what_was_written_in_clear_is_sealed_and_told(
    make_bill: Bill, tell: Tell, at: dt.datetime
) -> None:
    kept, erased, open_still = (found(make_bill(), tell) for _ in range(3))
    for surplus in (kept, erased):
        vault.log_secret(case=surplus.subject, by=SYSTEM, at=at)
    vault.erase(case=erased.subject, by=SYSTEM, at=at)
    then = migrate(CLEAR)
    for surplus, words in ((kept, "TRF 88, Bu Siti"), (erased, "TRF 89, Pak Asep")):
        settle_in_clear(then=then, surplus=surplus.id, evidence=words, by=SYSTEM, at=at)
    before = [len(log_types(one.subject)) for one in (kept, erased, open_still)]

    migrate(SEALED)
    migrate(newest())

    assert words_of(kept.id) == (kept.subject, "TRF 88, Bu Siti")
    # The key of its case is gone, so it lies under one of its own.
    assert words_of(erased.id) == (erased.id, "TRF 89, Pak Asep")
    assert [row.id for row in queries.unsettled(["DPM"])] == [open_still.id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s) FROM payments_surplus AS s")
        rows = str(cursor.fetchall())
    assert str(kept.id) in rows
    assert "evidence" not in rows
    assert "TRF" not in rows
    sealed, apart, none = (log_types(one.subject) for one in (kept, erased, open_still))
    assert sealed[before[0]] == apart[before[1]] == "SURPLUS_SETTLED"
    assert len(none) == before[2]


def test_goes_back_while_nothing_is_sealed_and_never_after(
    make_bill: Bill, tell: Tell, at: dt.datetime
) -> None:
    surplus = found(make_bill(), tell)
    then = migrate(CLEAR)
    settle_in_clear(
        then=then, surplus=surplus.id, evidence="TRF 2026/88", by=SYSTEM, at=at
    )
    migrate(SEALED)
    with pytest.raises(CommandError, match=r"are under seal \(1\)"):
        migrate(CLEAR)
