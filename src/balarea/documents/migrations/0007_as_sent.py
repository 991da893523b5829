from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0006_positions_in_english"),
        ("vault", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="evidence",
            name="sent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="vault.sealed",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="sent_size",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="evidence",
            name="sent_sha256",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
