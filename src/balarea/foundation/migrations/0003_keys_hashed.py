from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("foundation", "0002_first_answers")]

    operations: ClassVar = [
        # As `idempotency` writes them now, so that a repeat is still known as one.
        migrations.RunSQL(
            """
            UPDATE foundation_idempotencykey
            SET key = 'sha256:' || encode(sha256(convert_to(key, 'UTF8')), 'hex')
            WHERE key NOT LIKE 'sha256:%'
            """,
            migrations.RunSQL.noop,
        ),
    ]
