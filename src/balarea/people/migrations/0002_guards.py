from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.guard("people_agency", "id"),
        guard.guard("people_site", "id"),
        guard.guard("people_person", "id"),
        guard.guard("people_contact", "id"),
        guard.guard("people_officer", "id"),
        guard.guard("people_grant", "id"),
        guard.needs_operation("people_site_agencies"),
        guard.needs_operation("people_contactcode"),
    ]
