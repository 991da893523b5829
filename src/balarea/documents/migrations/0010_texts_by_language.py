from django.db import migrations, models

# A change of type rewrites the column and runs no trigger: rows that are never edited
# keep what they say.
FORWARDS = """
ALTER TABLE documents_issueddocument ALTER COLUMN agency_name_en TYPE jsonb USING CASE agency_name_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', agency_name_en) END;
ALTER TABLE documents_issueddocument RENAME COLUMN agency_name_en TO agency_name_translations;
ALTER TABLE documents_issueddocument ALTER COLUMN title_en TYPE jsonb USING CASE title_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', title_en) END;
ALTER TABLE documents_issueddocument RENAME COLUMN title_en TO title_translations;
ALTER TABLE documents_step ALTER COLUMN office_en TYPE jsonb USING CASE office_en
    WHEN '' THEN '{}'::jsonb ELSE jsonb_build_object('en', office_en) END;
ALTER TABLE documents_step RENAME COLUMN office_en TO office_translations;
"""
BACKWARDS = """
ALTER TABLE documents_issueddocument RENAME COLUMN agency_name_translations TO agency_name_en;
ALTER TABLE documents_issueddocument ALTER COLUMN agency_name_en TYPE varchar(200) USING coalesce(agency_name_en ->> 'en', '');
ALTER TABLE documents_issueddocument RENAME COLUMN title_translations TO title_en;
ALTER TABLE documents_issueddocument ALTER COLUMN title_en TYPE varchar(200) USING coalesce(title_en ->> 'en', '');
ALTER TABLE documents_step RENAME COLUMN office_translations TO office_en;
ALTER TABLE documents_step ALTER COLUMN office_en TYPE varchar(200) USING coalesce(office_en ->> 'en', '');
"""


class Migration(migrations.Migration):
    """From one column a language to one column of language code → text."""

    dependencies = [("documents", "0009_signer_until")]

    operations = [
        migrations.RunSQL(
            FORWARDS,
            BACKWARDS,
            state_operations=[
                migrations.RenameField(
                    "issueddocument", "agency_name_en", "agency_name_translations"
                ),
                migrations.AlterField(
                    "issueddocument",
                    "agency_name_translations",
                    models.JSONField(blank=True, default=dict),
                ),
                migrations.RenameField(
                    "issueddocument", "title_en", "title_translations"
                ),
                migrations.AlterField(
                    "issueddocument",
                    "title_translations",
                    models.JSONField(blank=True, default=dict),
                ),
                migrations.RenameField("step", "office_en", "office_translations"),
                migrations.AlterField(
                    "step",
                    "office_translations",
                    models.JSONField(blank=True, default=dict),
                ),
            ],
        )
    ]
