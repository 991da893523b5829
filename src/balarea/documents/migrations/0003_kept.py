from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        guard.keep(
            "documents_evidence",
            "documents_issueddocument",
            "documents_step",
            "documents_counter",
        ),
    ]
