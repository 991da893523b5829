from django.db import migrations, models

# A change of type rewrites the column and runs no trigger: rows that are never edited
# keep what they say.
FORWARDS = """
ALTER TABLE people_agency ALTER COLUMN name_en TYPE jsonb USING CASE name_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', name_en) END;
ALTER TABLE people_agency RENAME COLUMN name_en TO name_translations;
ALTER TABLE people_officer ALTER COLUMN position_en TYPE jsonb USING CASE position_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', position_en) END;
ALTER TABLE people_officer RENAME COLUMN position_en TO position_translations;
"""
BACKWARDS = """
ALTER TABLE people_agency RENAME COLUMN name_translations TO name_en;
ALTER TABLE people_agency ALTER COLUMN name_en TYPE varchar(200) USING coalesce(name_en ->> 'en', '');
ALTER TABLE people_officer RENAME COLUMN position_translations TO position_en;
ALTER TABLE people_officer ALTER COLUMN position_en TYPE varchar(120) USING coalesce(position_en ->> 'en', '');
"""


class Migration(migrations.Migration):
    """From one column a language to one column of language code → text."""

    dependencies = [("people", "0009_tries_stay_counted")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RenameField("agency", "name_en", "name_translations"),
                migrations.AlterField(
                    "agency",
                    "name_translations",
                    models.JSONField(blank=True, default=dict),
                ),
                migrations.RenameField(
                    "officer", "position_en", "position_translations"
                ),
                migrations.AlterField(
                    "officer",
                    "position_translations",
                    models.JSONField(blank=True, default=dict),
                ),
            ],
        )
    ]
