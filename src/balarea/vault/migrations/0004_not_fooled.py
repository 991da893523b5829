from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("vault", "0003_kept"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        guard.log_again(
            {
                "vault_casekey": '"case"',
                "vault_access": '"case"',
            }
        ),
    ]
