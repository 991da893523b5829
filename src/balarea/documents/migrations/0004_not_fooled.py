from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0003_kept"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        guard.log_again(
            {
                "documents_evidence": '"case"',
                "documents_issueddocument": '"case"',
                "documents_step": '"case"',
            }
        ),
    ]
