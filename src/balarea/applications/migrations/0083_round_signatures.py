from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0080_draw_steps"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="drawresult",
            name="round_signature",
            field=models.BinaryField(max_length=48, null=True),
        ),
        migrations.AddConstraint(
            model_name="drawresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("round_signature__isnull", True),
                    (
                        "randomness",
                        models.Func(models.F("round_signature"), function="sha256"),
                    ),
                    _connector="OR",
                ),
                name="applications_round_signed",
            ),
        ),
    ]
