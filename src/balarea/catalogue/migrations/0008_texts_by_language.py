from django.db import migrations, models

# A change of type rewrites the column and runs no trigger: rows that are never edited
# keep what they say.
FORWARDS = """
ALTER TABLE catalogue_service ALTER COLUMN title_en TYPE jsonb USING CASE title_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', title_en) END;
ALTER TABLE catalogue_service RENAME COLUMN title_en TO title_translations;
ALTER TABLE catalogue_service ALTER COLUMN summary_en TYPE jsonb USING CASE summary_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', summary_en) END;
ALTER TABLE catalogue_service RENAME COLUMN summary_en TO summary_translations;
"""
BACKWARDS = """
ALTER TABLE catalogue_service RENAME COLUMN title_translations TO title_en;
ALTER TABLE catalogue_service ALTER COLUMN title_en TYPE varchar(300) USING coalesce(title_en ->> 'en', '');
ALTER TABLE catalogue_service RENAME COLUMN summary_translations TO summary_en;
ALTER TABLE catalogue_service ALTER COLUMN summary_en TYPE text USING coalesce(summary_en ->> 'en', '');
"""


class Migration(migrations.Migration):
    """From one column a language to one column of language code → text."""

    dependencies = [("catalogue", "0007_editions_logged")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RenameField("service", "title_en", "title_translations"),
                migrations.AlterField(
                    "service",
                    "title_translations",
                    models.JSONField(blank=True, default=dict),
                ),
                migrations.RenameField("service", "summary_en", "summary_translations"),
                migrations.AlterField(
                    "service",
                    "summary_translations",
                    models.JSONField(blank=True, default=dict),
                ),
            ],
        )
    ]
