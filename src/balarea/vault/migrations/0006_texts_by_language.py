from django.db import migrations, models

# A change of type rewrites the column and runs no trigger: rows that are never edited
# keep what they say.
FORWARDS = """
ALTER TABLE vault_access ALTER COLUMN office_en TYPE jsonb USING CASE office_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', office_en) END;
ALTER TABLE vault_access RENAME COLUMN office_en TO office_translations;
"""
BACKWARDS = """
ALTER TABLE vault_access RENAME COLUMN office_translations TO office_en;
ALTER TABLE vault_access ALTER COLUMN office_en TYPE varchar(200) USING coalesce(office_en ->> 'en', '');
"""


class Migration(migrations.Migration):
    """From one column a language to one column of language code → text."""

    dependencies = [("vault", "0005_positions_in_english")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RenameField("access", "office_en", "office_translations"),
                migrations.AlterField(
                    "access",
                    "office_translations",
                    models.JSONField(blank=True, default=dict),
                ),
            ],
        )
    ]
