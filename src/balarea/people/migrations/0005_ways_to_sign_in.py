from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0004_not_fooled"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations: ClassVar = [
        # Django notes the last login by itself, as somebody comes in.
        guard.guard_but(
            "people_account", "id", free=("last_login",), quiet=("language",)
        ),
        # allauth's table: whoever holds a factor of an account can act as its owner.
        guard.guard_but(
            "mfa_authenticator", "user_id", quiet=("last_used_at", "data,counter")
        ),
        guard.keep("people_account", "mfa_authenticator"),
    ]
