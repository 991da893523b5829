from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vault", "0007_access_entries")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="sealed",
            name="digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
