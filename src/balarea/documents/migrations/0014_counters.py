from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0013_guard_scannedphoto"),
        ("transparency", "0004_not_fooled"),
    ]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="counter",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
