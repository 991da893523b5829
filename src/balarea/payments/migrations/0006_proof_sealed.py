import datetime as dt
from typing import Any, ClassVar

from django.core.management import CommandError
from django.db import migrations, transaction

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.transparency import operations as transparency
from balarea.vault import errors
from balarea.vault import operations as vault


def seal(apps: Any, editor: Any) -> None:
    """Seal what officers wrote in clear; needs the mall's keys where there is any."""
    rows = apps.get_model("payments", "Surplus").objects.exclude(evidence="")
    for row in rows.order_by("id"):
        seal_one(row=row, by=SYSTEM, at=clock.now())


@operation
def seal_one(*, row: Any, by: Actor, at: dt.datetime) -> None:
    content = row.evidence.encode()
    try:
        with transaction.atomic():
            proof = vault.seal(
                case=row.subject, name="proof", content=content, by=by, at=at
            )
    except errors.Erased:
        proof = vault.seal(case=row.id, name="proof", content=content, by=by, at=at)
    row.proof_id = proof.id
    row.save(update_fields=["proof"])
    transparency.record(
        type="SURPLUS_SETTLED",
        subject=row.subject,
        by=by,
        at=at,
        agency=row.agency,
        facts={"remedy": row.remedy, "amount": row.amount},
    )


def refuse_to_unseal(apps: Any, editor: Any) -> None:
    """Before this officers' words lay in clear; what is sealed stays under seal."""
    rows = apps.get_model("payments", "Surplus").objects
    if sealed := rows.filter(proof__isnull=False).count():
        raise CommandError(
            "This database can't go back behind payments.0006: proofs of surplus money"
            f" are under seal ({sealed}), and there they would lie in clear."
            " Restore a backup of that time, or go forward again by `migrate`."
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("payments", "0005_proof")]

    operations: ClassVar = [
        migrations.RunPython(seal, refuse_to_unseal),
        # What was sealed is checked before its table changes.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField(model_name="surplus", name="evidence"),
    ]
