from typing import ClassVar

from django.db import migrations

from balarea.people.migrations._masking import masked_again


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0005_ways_to_sign_in")]

    operations: ClassVar = [masked_again("people_contact")]
