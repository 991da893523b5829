from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.guard("documents_evidence", '"case"'),
        guard.guard("documents_issueddocument", '"case"'),
        guard.guard("documents_step", '"case"'),
        guard.append_only("documents_step"),
        guard.needs_operation("documents_counter"),
    ]
