from typing import ClassVar

from django.db import migrations, models

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0004_kept"),
        ("people", "0003_kept"),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="requirementcheck",
            name="applications_one_check_a_requirement",
        ),
        migrations.AddIndex(
            model_name="requirementcheck",
            index=models.Index(
                fields=["application", "at"], name="application_applica_da162b_idx"
            ),
        ),
        guard.append_only("applications_requirementcheck"),
    ]
