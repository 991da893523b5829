from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0032_guard_reviews"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="application",
            name="person_index",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
