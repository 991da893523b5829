from django.db import migrations, models

# A change of type rewrites the column and runs no trigger: rows that are never edited
# keep what they say.
FORWARDS = """
ALTER TABLE applications_statuschange ALTER COLUMN office_en TYPE jsonb USING CASE office_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', office_en) END;
ALTER TABLE applications_statuschange RENAME COLUMN office_en TO office_translations;
"""
BACKWARDS = """
ALTER TABLE applications_statuschange RENAME COLUMN office_translations TO office_en;
ALTER TABLE applications_statuschange ALTER COLUMN office_en TYPE varchar(200) USING coalesce(office_en ->> 'en', '');
"""


class Migration(migrations.Migration):
    """From one column a language to one column of language code → text."""

    dependencies = [("applications", "0016_by_officers")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RenameField(
                    "statuschange", "office_en", "office_translations"
                ),
                migrations.AlterField(
                    "statuschange",
                    "office_translations",
                    models.JSONField(blank=True, default=dict),
                ),
            ],
        )
    ]
