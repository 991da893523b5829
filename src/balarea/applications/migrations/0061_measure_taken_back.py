from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0060_guard_after_issue")]

    operations = [
        migrations.AddField(
            model_name="measureoutcome",
            name="is_taken_back",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(
            model_name="measureoutcome",
            name="applications_measure_takes_two_people",
        ),
        migrations.AddConstraint(
            model_name="measureoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("is_taken_back", False),
                        models.Q(("officer", models.F("proposer")), _negated=True),
                    ),
                    models.Q(
                        ("is_approved", False),
                        ("is_taken_back", True),
                        ("officer", models.F("proposer")),
                    ),
                    _connector="OR",
                ),
                name="applications_measure_takes_two_people",
            ),
        ),
    ]
