"""What public pages are made of asks for its entry in the log."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

from balarea.foundation import ids

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalogue", "0006_two_languages"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="edition",
            name="subject",
            field=models.UUIDField(default=ids.uuid7),
        ),
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
