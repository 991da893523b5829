"""Published bundles, each added with its entry in the log."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

from balarea.foundation import ids

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalogue", "0009_way"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="BundleVersion",
            fields=[
                (
                    "hash",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("subject", models.UUIDField(default=ids.uuid7)),
                ("code", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="catalogue_bundle_version_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
