from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("transparency", "0022_covers")]

    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
