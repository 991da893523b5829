from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A name in the code only: the table, its columns and constraints stay."""

    dependencies: ClassVar = [("payments", "0009_amendment")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable("surplus", "payments_surplus"),
                migrations.RenameModel("Surplus", "Overpayment"),
                migrations.AlterField(
                    "overpayment",
                    "callback",
                    models.OneToOneField(
                        on_delete=models.PROTECT,
                        related_name="overpayment",
                        to="payments.callback",
                    ),
                ),
                migrations.AlterField(
                    "overpayment",
                    "bill",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.PROTECT,
                        related_name="overpayments",
                        to="payments.bill",
                    ),
                ),
            ]
        )
    ]
