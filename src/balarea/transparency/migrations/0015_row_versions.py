from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

import balarea.foundation.ids
import balarea.transparency.models

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("transparency", "0011_guard_published_log")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RowVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(primary_key=True, serialize=False),
                ),
                (
                    "xid",
                    balarea.transparency.models.Xid8Field(
                        db_default=models.Func(function="pg_current_xact_id")
                    ),
                ),
                ("relation", models.CharField(max_length=63)),
                ("key", models.CharField(max_length=500)),
                ("kind", models.CharField(max_length=1)),
                ("previous", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StateRoot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=balarea.foundation.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("root", models.BinaryField(max_length=32)),
                ("guards", models.BinaryField(max_length=32)),
                ("tables", models.PositiveIntegerField()),
                ("rows", models.PositiveBigIntegerField()),
                ("log_size", models.PositiveBigIntegerField()),
                ("compared_with", models.UUIDField(null=True)),
                ("uncovered", models.PositiveBigIntegerField(default=0)),
                ("findings", models.JSONField(default=list)),
            ],
        ),
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
