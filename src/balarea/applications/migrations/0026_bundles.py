import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0025_guard_reply"),
        ("people", "0010_texts_by_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="BundleFiling",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=9, unique=True)),
                ("bundle", models.CharField(max_length=20)),
                ("definition", models.CharField(max_length=64)),
                ("language", models.CharField(default="id", max_length=5)),
                ("at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="application",
            name="bundle",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="applications.bundlefiling",
            ),
        ),
    ]
