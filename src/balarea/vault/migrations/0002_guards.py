from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("vault", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.needs_operation("vault_casekey"),
        guard.needs_operation("vault_sealed"),
        guard.needs_operation("vault_access"),
        guard.append_only("vault_access"),
    ]
