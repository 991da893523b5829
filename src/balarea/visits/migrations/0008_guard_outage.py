from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("visits", "0007_outages"),
        ("transparency", "0007_covers"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
