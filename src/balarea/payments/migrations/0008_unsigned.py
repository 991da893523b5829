from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("payments", "0007_reminded"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex("callback", "payments_callback_foreign"),
        migrations.CreateModel(
            name="Unsigned",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "provider",
                        "day",
                        "outcome",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("outcome", models.CharField(max_length=12)),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
