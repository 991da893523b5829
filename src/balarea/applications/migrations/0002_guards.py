from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("applications", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.guard("applications_draft", "id"),
        guard.guard("applications_application", "id"),
        guard.guard("applications_statuschange", "application_id"),
        guard.append_only("applications_statuschange"),
        guard.guard("applications_filing", "application_id"),
        guard.append_only("applications_filing"),
        guard.guard("applications_requirementcheck", "application_id"),
        guard.guard("applications_deficiencynotice", "application_id"),
        guard.guard("applications_inspection", "application_id"),
        guard.append_only("applications_inspection"),
        guard.guard("applications_decision", "application_id"),
        guard.append_only("applications_decision"),
        guard.needs_operation("applications_countersignature"),
        guard.append_only("applications_countersignature"),
    ]
