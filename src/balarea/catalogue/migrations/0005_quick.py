"""Keep no list of what is not sorted in yet: each question would read through it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_not_fooled")]

    operations = [
        migrations.RemoveIndex("searchentry", "catalogue_s_words_cd01cb_gin"),
        migrations.RemoveIndex("searchword", "catalogue_searchword_trigrams"),
        migrations.AddIndex(
            "searchentry",
            GinIndex(
                fields=["words"],
                fastupdate=False,
                name="catalogue_s_words_cd01cb_gin",
            ),
        ),
        migrations.AddIndex(
            "searchword",
            GinIndex(
                fields=["word"],
                fastupdate=False,
                opclasses=["gin_trgm_ops"],
                name="catalogue_searchword_trigrams",
            ),
        ),
    ]
