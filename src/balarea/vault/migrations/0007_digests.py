from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vault", "0006_texts_by_language")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="sealed",
            name="digest",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
