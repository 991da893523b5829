from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("vault", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        # A key is made unasked, by whatever first seals; its end is a step of power.
        guard.needs_log_of(
            "vault_casekey", 'changed."case"', events="UPDATE OR DELETE"
        ),
        # As rules.PRIVATE_PURPOSES: these use no power over anybody.
        guard.needs_log_of(
            "vault_access",
            'changed."case"',
            events="INSERT",
            condition="NEW.purpose NOT IN ('OWN_DATA', 'NOTIFY')",
        ),
        guard.keep(
            "vault_casekey",
            "vault_sealed",
            "vault_access",
        ),
    ]
