"""Index English by its own stems, and tell misspelled words from known ones in memory.

What is found by which words comes with the next publishing: the words themselves
changed, so there is one at the next start.
"""

from django.db import migrations, models

ENGLISH = """
CREATE TEXT SEARCH CONFIGURATION balarea_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION balarea_en
  ALTER MAPPING FOR word, hword, hword_part WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_quick")]

    operations = [
        migrations.RunSQL(ENGLISH, "DROP TEXT SEARCH CONFIGURATION balarea_en"),
        migrations.RemoveIndex("searchword", "catalogue_searchword_trigrams"),
        migrations.AddField(
            "searchword",
            "is_term",
            models.BooleanField(default=True),
            preserve_default=False,
        ),
    ]
