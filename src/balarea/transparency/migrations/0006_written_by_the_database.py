from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("transparency", "0005_narrowed")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="entry",
            name="written_at",
            field=models.DateTimeField(null=True),
        ),
        # Entries of before have commitments of scheme 1.
        migrations.AddField(
            model_name="entry",
            name="scheme",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="entry",
            name="scheme",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name="entry",
            name="link",
            field=models.BinaryField(default=b"", max_length=32),
        ),
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
