from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("notices", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.guard("notices_message", '"case"'),
        guard.needs_operation("notices_delivery"),
        guard.append_only("notices_delivery"),
        guard.needs_operation("notices_shown"),
    ]
