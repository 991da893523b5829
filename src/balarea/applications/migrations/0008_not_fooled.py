from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0007_remarks"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        guard.log_again(
            {
                "applications_draft": "id",
                "applications_application": "id",
                "applications_statuschange": "application_id",
                "applications_filing": "application_id",
                "applications_requirementcheck": "application_id",
                "applications_deficiencynotice": "application_id",
                "applications_inspection": "application_id",
                "applications_decision": "application_id",
                "applications_countersignature": (
                    "(SELECT application_id FROM applications_decision"
                    " WHERE id = changed.decision_id)"
                ),
            }
        ),
    ]
