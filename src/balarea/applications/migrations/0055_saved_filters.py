import django.db.models.deletion
from django.db import migrations, models

import balarea.foundation.ids


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0054_guard_talk"),
        ("people", "0016_residents"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=balarea.foundation.ids.uuid7,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("queue", models.CharField(max_length=20)),
                ("share", models.CharField(max_length=6)),
                ("service", models.CharField(blank=True, max_length=20)),
                ("due_by", models.CharField(max_length=10)),
                ("is_start", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_filters",
                        to="people.officer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "name"),
                        name="applications_one_filter_a_name",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_start", True)),
                        fields=("officer",),
                        name="applications_one_start_filter",
                    ),
                ],
            },
        ),
    ]
