from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A bill of its own for what amended answers made dearer."""

    dependencies: ClassVar = [("payments", "0008_unsigned")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="bill",
            name="due_step",
            field=models.CharField(
                choices=[
                    ("SUBMISSION", "SUBMISSION"),
                    ("AMENDMENT", "AMENDMENT"),
                    ("DECISION", "DECISION"),
                ],
                max_length=10,
            ),
        ),
    ]
