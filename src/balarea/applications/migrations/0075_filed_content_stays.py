from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0063_guard_draws"),
        ("documents", "0017_guard_documentlink"),
        ("vault", "0007_digests"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
