from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("payments", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.guard("payments_bill", '"case"'),
        guard.guard("payments_callback", "subject"),
        guard.append_only("payments_callback"),
        guard.guard("payments_surplus", "subject"),
    ]
