from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        # The second pair of eyes answers to the log of the case that it looked at.
        guard.needs_log_of(
            "applications_countersignature",
            "(SELECT application_id FROM applications_decision"
            " WHERE id = changed.decision_id)",
        ),
        guard.keep(
            "applications_draft",
            "applications_application",
            "applications_statuschange",
            "applications_filing",
            "applications_requirementcheck",
            "applications_deficiencynotice",
            "applications_inspection",
            "applications_decision",
            "applications_countersignature",
        ),
    ]
