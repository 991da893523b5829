from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0027_guard_bundlefiling"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="filing",
            name="sent_though_held",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="filing",
            name="reused",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["at"], name="applications_filed"),
        ),
    ]
