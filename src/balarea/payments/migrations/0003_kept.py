from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("payments", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        guard.keep(
            "payments_bill",
            "payments_callback",
            "payments_surplus",
        ),
    ]
