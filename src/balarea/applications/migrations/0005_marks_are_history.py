from pathlib import Path
from typing import Any, ClassVar

from django.core.management import CommandError
from django.db import migrations, models


def refuse_to_forget(apps: Any, editor: Any) -> None:
    """Before this a requirement had one mark; what is history can't become one."""
    marks = apps.get_model("applications", "RequirementCheck").objects
    places = marks.values("application", "requirement").distinct().count()
    if lost := marks.count() - places:
        raise CommandError(
            "This database can't go back behind applications.0005: earlier marks on"
            f" requirements would be lost ({lost}), and history is never deleted."
            " Restore a backup of that time, or go forward again by `migrate`."
        )


SQL = Path(__file__).with_suffix(".sql")


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
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
        # The last step forwards is the first one backwards.
        migrations.RunPython(migrations.RunPython.noop, refuse_to_forget),
    ]
